using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>Means of a mixture's components, all pairs √2 apart.</summary>
static class ComponentMeans
{
    /// <summary>Means (K, d).</summary>
    /// <param name="placement">Where they lie.</param>
    /// <param name="classes">K.</param>
    /// <param name="size">d; 0 for as many as are needed. Further dimensions are zero.</param>
    /// <exception cref="ArgumentException">Too few dimensions.</exception>
    internal static Tensor Of(ComponentPlacement placement, long classes, long size)
    {
        var needed = placement == ComponentPlacement.OneHot ? classes : classes - 1;
        if (size == 0)
            size = needed;
        if (size < needed)
            throw new ArgumentException(
                $"GaussianMixtureVae: expected at least {needed} class dimensions for {classes} classes placed as {placement}, " +
                $"got {size}.");
        using var scope = NewDisposeScope();
        var means = zeros(classes, size);
        means.narrow(1, 0, needed).copy_(placement == ComponentPlacement.OneHot ? eye(classes) : Simplex(classes));
        return means.MoveToOuterDisposeScope();
    }

    // Unit vectors less their mean lie in a space of one dimension less; these are their coordinates there, which an upper triangle gives:
    // corner k differs from the later ones in dimension k alone.
    static Tensor Simplex(long classes)
    {
        var means = new float[classes, classes - 1];
        for (var j = 0; j < classes - 1; j++)
        {
            double rest = classes - j; // corners that are not yet told apart
            var height = Math.Sqrt((rest - 1) / rest);
            means[j, j] = (float)height;
            for (var k = j + 1; k < classes; k++)
                means[k, j] = (float)(-height / (rest - 1));
        }
        return tensor(means);
    }
}
