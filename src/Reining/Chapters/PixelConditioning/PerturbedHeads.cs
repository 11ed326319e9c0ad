using Reining.Worlds;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// Faces that leave the distribution on which generators were trained, as the paper's test with perturbed conditions: shape, expression,
/// jaw and yaw get noise of a growing level (gif-conditional.md §1, E4).
/// </summary>
static class PerturbedHeads
{
    /// <summary>Levels, in deviations of shape and expression.</summary>
    public static IReadOnlyList<double> Levels { get; } = [0, 0.5, 1, Perturbation.Highest];

    /// <summary>Renders perturbed test faces; their photos have the factors of the faces that they come from.</summary>
    /// <param name="world">Whose faces.</param>
    /// <param name="count">How many.</param>
    /// <param name="level">How much noise.</param>
    /// <param name="side">Pixels of a side.</param>
    public static HeadSet Render(IFaceWorld world, int count, double level, int side)
    {
        var faces = world.Perturbed(count, (float)level);
        return world.Render(faces, FacePart.Test, [.. Enumerable.Range(0, faces.Count)], side);
    }
}
