namespace Reining.Chapters.Autoencoders;

/// <summary>
/// The MNIST columns of the paper's Table 1 (rae.md §7.1): FID on Inception features, nets of width 128, 100 epochs. Only ratios and
/// orders can be compared with what is measured here. N is N(0, I) for VAE and WAE, a second VAE for 2sVAE,
/// a fitted Gaussian for the others.
/// </summary>
/// <param name="Model">Model name.</param>
/// <param name="Reconstruction">Held-out reconstructions.</param>
/// <param name="AssumedPrior">Column N.</param>
/// <param name="Mixture">Mixture of ten Gaussians; null for 2sVAE, which has none.</param>
/// <param name="Interpolation">Mid-points.</param>
/// <param name="IndependentPrior">N(0, I) in an independent run of the author's code (Chadebec and Allassonnière 2022; rae.md §7.5),
/// where the paper's N is that too.</param>
/// <param name="IndependentMixture">The mixture in that run.</param>
public sealed record RaeThesis(
    string Model, double Reconstruction, double AssumedPrior, double? Mixture, double Interpolation, double? IndependentPrior = null,
    double? IndependentMixture = null)
{
    /// <summary>The published rows; those of the AE-L2 were not seen.</summary>
    public static IReadOnlyList<RaeThesis> Mnist { get; } =
    [
        new("VAE", 18.26, 19.21, 17.66, 18.21, 40.70, 13.13),
        new("CV-VAE", 15.15, 33.79, 17.87, 25.12),
        new("WAE", 10.03, 20.42, 9.39, 14.34, 20.71),
        new("2sVAE", 20.31, 18.81, null, 18.35),
        new("AE", 12.95, 58.73, 10.66, 17.12, IndependentMixture: 9.60),
        new("RAE", 11.67, 23.92, 9.81, 14.67, IndependentMixture: 11.23),
        new("RAE-L2", 10.53, 22.22, 8.69, 14.54, IndependentMixture: 9.89),
        new("RAE-GP", 14.04, 22.21, 11.54, 15.32, IndependentMixture: 9.44),
        new("RAE-SN", 15.65, 19.67, 11.74, 15.15, IndependentMixture: 11.22),
    ];

    /// <summary>The row of a model, or null.</summary>
    public static RaeThesis? Find(string model) => Mnist.FirstOrDefault(r => r.Model == model);
}
