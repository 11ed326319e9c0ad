namespace Reining.Worlds;

/// <summary>
/// The 47 numbers that a head is made from, in the order of gif-conditional.md §6.1: shape 6, expression 3, jaw 1, pose 3, camera 3,
/// texture 4, light 27; their names, groups and prior.
/// </summary>
public static class HeadParameters
{
    /// <summary>How many numbers.</summary>
    public const int Count = 47;

    /// <summary>Where the groups begin.</summary>
    internal const int Expression = 6, Jaw = 9, Pose = 10, Camera = 13, Texture = 16, Light = 20;

    /// <summary>Normal parameters and their noise end at so many deviations.</summary>
    internal const float Clip = 2.5f;

    /// <summary>The groups: name, first number, how many.</summary>
    public static IReadOnlyList<(string Name, int Start, int Length)> Groups { get; } =
    [
        ("shape", 0, 6), ("expression", Expression, 3), ("jaw", Jaw, 1), ("pose", Pose, 3), ("camera", Camera, 3), ("texture", Texture, 4),
        ("light", Light, 27),
    ];

    /// <summary>Names of all numbers; the light's are "light K R", "light K G", "light K B" for its nine functions K.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "width", "height", "nose", "jaw width", "forehead", "cheeks", "smile", "brow", "pucker", "jaw", "pitch", "yaw", "roll", "scale",
        "shift x", "shift y", "tone", "hue", "lips", "brow darkness",
        .. Enumerable.Range(0, 27).Select(i => $"light {i / 3} {"RGB"[i % 3]}"),
    ];

    /// <summary>Draws the parameters of one head from the prior.</summary>
    /// <param name="index">Which head: equal indices give equal heads, on every machine.</param>
    public static float[] Sample(long index) => HeadFactors.Parameters(HeadFactors.Sample(index));

    /// <summary>Refuses parameters of another length.</summary>
    /// <exception cref="ArgumentException">Says how many came.</exception>
    internal static void Check(ReadOnlySpan<float> theta, string operation)
    {
        if (theta.Length != Count)
            throw new ArgumentException($"{operation}: expected {Count} parameters, got {theta.Length}; see HeadParameters.Names.");
    }
}
