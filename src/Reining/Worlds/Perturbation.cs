namespace Reining.Worlds;

/// <summary>Noise on a face's geometry, as the paper's test with perturbed conditions has it (gif-conditional.md §1, E4).</summary>
static class Perturbation
{
    /// <summary>The highest level, in deviations of shape and expression.</summary>
    public const float Highest = 1.5f;

    /// <summary>At that level the jaw's noise has this deviation, and the yaw's this, rad.</summary>
    const float Jaw = MathF.PI / 48, Yaw = MathF.PI / 9;

    /// <summary>Shape and expression end at so many deviations.</summary>
    const float Clip = 3;

    /// <summary>Adds it.</summary>
    /// <param name="face">The face's parameters.</param>
    /// <param name="shapes">Parameters of shape and expression, of deviation 1.</param>
    /// <param name="jaw">The parameter that opens the jaw, in rad, at least 0.</param>
    /// <param name="yaw">The parameter that turns the head, in rad.</param>
    /// <param name="index">Decides the noise.</param>
    /// <param name="level">How much.</param>
    public static void Add(Span<float> face, IEnumerable<int> shapes, int jaw, int yaw, long index, float level)
    {
        var random = HeadRandom.Of(index, HeadRandom.Purpose.Perturbation);
        foreach (var k in shapes)
            face[k] = Math.Clamp(face[k] + level * random.Normal(), -Clip, Clip);
        face[jaw] = Math.Max(0, face[jaw] + level / Highest * Jaw * random.Normal());
        face[yaw] += level / Highest * Yaw * random.Normal();
    }
}
