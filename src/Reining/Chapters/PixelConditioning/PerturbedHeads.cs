using Reining.Worlds;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// Heads that leave the distribution on which generators were trained, as the paper's test with perturbed conditions: shape, expression,
/// jaw and yaw get noise of a growing level (gif-conditional.md §1, E4).
/// </summary>
static class PerturbedHeads
{
    /// <summary>At a level of 1.5 the jaw's noise has this deviation, and the yaw's this, rad.</summary>
    const float Jaw = MathF.PI / 48, Yaw = MathF.PI / 9, Highest = 1.5f;

    /// <summary>Shape and expression end at so many deviations.</summary>
    const float Clip = 3;

    /// <summary>Levels, in deviations of shape and expression.</summary>
    public static IReadOnlyList<double> Levels { get; } = [0, 0.5, 1, Highest];

    /// <summary>Renders perturbed heads; their photos have the factors of the heads that they come from.</summary>
    /// <param name="first">Index of the first head.</param>
    /// <param name="count">How many.</param>
    /// <param name="level">How much noise.</param>
    /// <param name="side">Pixels of a side.</param>
    public static HeadSet Render(long first, int count, double level, int side) =>
        HeadSet.Render([.. Enumerable.Range(0, count).Select(i => Of(first + i, (float)level))], first, side);

    static float[] Of(long index, float level)
    {
        var random = HeadRandom.Of(index, HeadRandom.Purpose.Perturbation);
        var head = HeadParameters.Sample(index);
        for (var k = 0; k < HeadParameters.Jaw; k++)
            head[k] = Math.Clamp(head[k] + level * random.Normal(), -Clip, Clip);
        head[HeadParameters.Jaw] = Math.Max(0, head[HeadParameters.Jaw] + level / Highest * Jaw * random.Normal());
        head[HeadParameters.Pose + 1] += level / Highest * Yaw * random.Normal();
        return head;
    }
}
