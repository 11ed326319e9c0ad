using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>How many components? Mixtures of several sizes, judged on the codes they were fitted to and on others.</summary>
/// <remarks>
/// Relation R13 of fact sheet rae.md §9: a growing gap between the two mean log-likelihoods is over-fitting. The author's script prints
/// the same two numbers for one K (§5).
/// </remarks>
public static class MixtureSelection
{
    /// <summary>Fits one mixture for each K by EM.</summary>
    /// <param name="train">(N, d): fitted to these.</param>
    /// <param name="validation">(M, d): other codes of the same encoder, for the judgment only.</param>
    /// <param name="components">The values of K, each at least 1 and at most N; one at least.</param>
    /// <param name="options">The other settings; its K is not used.</param>
    /// <returns>One row for each K, in the order given.</returns>
    /// <exception cref="ArgumentException">No K, one below 1, wrong shapes, or too few codes for a K.</exception>
    /// <exception cref="InvalidOperationException">A component collapsed.</exception>
    public static IReadOnlyList<MixtureSelectionRow> Sweep(
        Tensor train, Tensor validation, int[] components, GaussianMixtureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(components);
        if (components.Length == 0)
            throw new ArgumentException(
                "MixtureSelection.Sweep: expected at least one number of components, got none; pass for example [1, 2, 5, 10, 20].");
        using var scope = NewDisposeScope();
        var own = Gaussians.Codes(train, "MixtureSelection.Sweep");
        var other = Gaussians.Codes(validation, "MixtureSelection.Sweep", own.shape[1], "validation codes");
        options ??= new GaussianMixtureOptions();
        return [.. components.Select(k => Row(GaussianMixture.Fit(own, options with { Components = k })))];

        MixtureSelectionRow Row(GaussianMixture mixture)
        {
            using var inner = NewDisposeScope();
            return new MixtureSelectionRow(
                mixture.Components, mixture.Report!.LogLikelihood, mixture.LogProbability(other).mean().item<double>(),
                mixture.Report.Converged, mixture);
        }
    }
}
