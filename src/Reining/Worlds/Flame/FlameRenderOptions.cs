namespace Reining.Worlds;

/// <summary>How condition images are made of a FLAME head (gif-conditional.md §2.2).</summary>
public sealed record FlameRenderOptions
{
    /// <summary>Whether normals' negative parts are cut off, so that what points left or down is black; else they are (n + 1)/2.</summary>
    public bool ClipNormals { get; init; }

    /// <summary>Whether normals between vertices are made unit vectors again.</summary>
    public bool UnitNormals { get; init; } = true;

    /// <summary>Whether fractions of the 255 steps are cut off; else values are rounded.</summary>
    public bool Floor { get; init; }

    /// <summary>Samples along a side of a pixel, whose mean it is.</summary>
    public int Samples
    {
        get;
        init => field = value is >= 1 and <= 8 ? value
            : throw new ArgumentOutOfRangeException(nameof(Samples), value, $"Samples: expected 1 to 8, got {value}.");
    } = 2;

    /// <summary>As GIF's code makes them.</summary>
    public static FlameRenderOptions Released { get; } = new() { ClipNormals = true, UnitNormals = false, Floor = true, Samples = 1 };
}
