using System.Numerics;
using Reining.Data;

namespace Reining.Worlds;

/// <summary>
/// FLAME's texture space: a mean and linear directions of a square picture of the skin, and where each triangle lies on it
/// (gif-conditional.md §2.2, §7). Read from <c>tex.npz</c>, which a user makes from a licensed copy.
/// </summary>
public sealed class FlameTexture
{
    /// <summary>File that the texture is read from.</summary>
    public const string FileName = "tex.npz";

    const int MostSide = 4096;

    readonly float[] _mean; // (S, S, 3), 0 … 1
    readonly float[][] _directions; // (K)(S, S, 3)
    readonly Vector2[] _corners;

    FlameTexture(Npz file, FlameModel model)
    {
        Side = file["mean"].Shape is [var side and > 0 and <= MostSide, var other, 3] && side == other ? side
            : throw file.Bad($"'mean' of shape SxSx3, S up to {MostSide}", file["mean"].ShapeText);
        _mean = Unit(file.Floats("mean", Side, Side, 3));
        var directions = file.Floats("dirs", Side, Side, 3, -1);
        var count = file["dirs"].Shape[3];
        _directions = [.. Enumerable.Range(0, count).Select(k =>
            Unit([.. Enumerable.Range(0, _mean.Length).Select(i => directions[i * count + k])]))];
        var corners = file.Floats("vt", -1, 2);
        _corners = [.. corners.Chunk(2).Select(c => new Vector2(c[0], c[1]))];
        Triangles = file.Whole("ft", 0, _corners.Length - 1, model.Triangles.Length / 3, 3);
    }

    /// <summary>Texels of a side.</summary>
    public int Side { get; }

    /// <summary>Directions.</summary>
    public int Directions => _directions.Length;

    /// <summary>Three of <see cref="Corners"/> for each of the model's triangles.</summary>
    public int[] Triangles { get; }

    /// <summary>Places on the picture: u to the right, v upwards, 0 … 1.</summary>
    internal Vector2[] Corners => _corners;

    /// <summary>Reads and checks a texture space.</summary>
    /// <param name="path">The file <c>tex.npz</c>.</param>
    /// <param name="model">The model whose triangles it covers.</param>
    /// <exception cref="DataException">There is none, or its sizes do not fit the model.</exception>
    public static FlameTexture Read(string path, FlameModel model) =>
        new(Npz.Read(path, "FlameTexture", FlameModel.Remedy, ["mean", "dirs", "vt", "ft"]), model);

    /// <summary>The skin's albedo (S, S, 3): the mean and so much of the first directions.</summary>
    /// <param name="coefficients">The first coefficients; the others are 0.</param>
    /// <param name="albedo">Receives red, green, blue, 1 for white; values may lie outside 0 … 1.</param>
    internal void Albedo(ReadOnlySpan<float> coefficients, Span<float> albedo)
    {
        _mean.CopyTo(albedo);
        for (var k = 0; k < coefficients.Length; k++)
            FlameModel.AddScaled(albedo, _directions[k], coefficients[k]);
    }

    /// <summary>An albedo at a place, between texel centers; nothing is outside the picture.</summary>
    internal Vector3 At(ReadOnlySpan<float> albedo, Vector2 place)
    {
        var (x, y) = (place.X * Side - 0.5f, (1 - place.Y) * Side - 0.5f);
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (right, down) = (x - left, y - top);
        return Texel(albedo, left, top) * ((1 - right) * (1 - down)) + Texel(albedo, left + 1, top) * (right * (1 - down))
            + Texel(albedo, left, top + 1) * ((1 - right) * down) + Texel(albedo, left + 1, top + 1) * (right * down);
    }

    Vector3 Texel(ReadOnlySpan<float> albedo, int column, int row) => (uint)column < (uint)Side && (uint)row < (uint)Side
        ? new Vector3(albedo.Slice(3 * (row * Side + column), 3)) : Vector3.Zero;

    static float[] Unit(float[] values) => Array.ConvertAll(values, v => v / 255);
}
