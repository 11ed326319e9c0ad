namespace Reining.Worlds;

/// <summary>Where the parts of a vector of FLAME parameters lie (gif-conditional.md §2.1).</summary>
/// <param name="Shape">Directions of shape, 100 in GIF.</param>
/// <param name="Expressions">Directions of expression, 50 in GIF.</param>
/// <param name="Textures">Directions of texture, 50 in GIF.</param>
public sealed record FlameLayout(int Shape, int Expressions, int Textures)
{
    const int Lights = 27;

    /// <summary>GIF's: 236 numbers.</summary>
    public static FlameLayout Gif { get; } = new(100, 50, 50);

    /// <summary>Where the global rotation begins, an axis times an angle in rad; shape and expression stand before it.</summary>
    public int Pose => Shape + Expressions;

    /// <summary>Where the jaw's rotation begins.</summary>
    public int Jaw => Pose + 3;

    /// <summary>Where the camera begins: scale, shift to the right, shift upwards.</summary>
    public int Camera => Jaw + 3;

    /// <summary>Where the texture begins.</summary>
    public int Texture => Camera + 3;

    /// <summary>Where the light begins: nine functions of three colors, index 3·k + color.</summary>
    public int Light => Texture + Textures;

    /// <summary>How many numbers.</summary>
    public int Count => Light + Lights;

    /// <summary>Groups and names.</summary>
    public FaceParameters Parameters => new(
        [
            ("shape", 0, Shape), ("expression", Shape, Expressions), ("pose", Pose, 3), ("jaw", Jaw, 3), ("camera", Camera, 3),
            ("texture", Texture, Textures), ("light", Light, Lights),
        ],
        [
            .. Named("shape", Shape), .. Named("expression", Expressions), .. Named("pose", 3), .. Named("jaw", 3), "scale", "shift x",
            "shift y", .. Named("texture", Textures), .. Enumerable.Range(0, Lights).Select(i => $"light {i / 3} {"RGB"[i % 3]}"),
        ]);

    static IEnumerable<string> Named(string group, int count) => Enumerable.Range(1, count).Select(i => $"{group} {i}");
}
