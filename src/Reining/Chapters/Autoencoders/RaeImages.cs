namespace Reining.Chapters.Autoencoders;

/// <summary>The kinds of images that are compared with real digits, by identifier, and what tables call them.</summary>
public static class RaeImages
{
    /// <summary>Held-out digits, encoded and decoded; a VAE's by the mean of its posterior.</summary>
    public const string Reconstruction = "reconstruction";

    /// <summary>The same by a draw of the posterior, as the author's code does; of models that have one.</summary>
    public const string DrawnReconstruction = "reconstruction-drawn";

    /// <summary>Samples of N(0, I), decoded.</summary>
    public const string StandardNormal = "standard-normal";

    /// <summary>Samples of a Gaussian fitted to the training codes, with its mean.</summary>
    public const string Gaussian = "gaussian";

    /// <summary>The same covariance about zero, as the author's training-time monitor draws (rae.md §5).</summary>
    public const string ZeroMean = "gaussian-zero-mean";

    /// <summary>Samples of a mixture of ten Gaussians fitted by EM.</summary>
    public const string Mixture = "gmm-10";

    /// <summary>Samples of a mixture of at most ten Gaussians fitted by variational Bayes:
    /// near what was probably published (rae.md §5).</summary>
    public const string Variational = "vb-gmm-10";

    /// <summary>Samples of a normalizing flow: one density better than the thesis's.</summary>
    public const string Flow = "flow";

    /// <summary>Samples of a second VAE on the codes of the first (2sVAE).</summary>
    public const string SecondStage = "second-stage";

    /// <summary>Midpoints between held-out codes; for the two-stage VAE rescaled, as the author's code does.</summary>
    public const string Interpolation = "interpolation";

    /// <summary>Midpoints rescaled to the mean of the two norms.</summary>
    public const string Rescaled = "interpolation-rescaled";

    /// <summary>Spherical midpoints.</summary>
    public const string Spherical = "interpolation-spherical";

    /// <summary>Held-out digits themselves: what a perfect model would reach.</summary>
    public const string Real = "real";

    static readonly (string Kind, string Label)[] Labels =
    [
        (Reconstruction, "reconstruction"), (DrawnReconstruction, "reconstruction, drawn code"),
        (StandardNormal, "N(0, I)"), (Gaussian, "Gaussian"), (ZeroMean, "Gaussian, zero mean"),
        (Mixture, "GMM-10"), (Variational, "VB-GMM-10"), (Flow, "flow"), (SecondStage, "second stage"),
        (Interpolation, "interpolation"), (Rescaled, "interpolation, rescaled"), (Spherical, "interpolation, spherical"),
    ];

    /// <summary>The densities that can be fitted to codes and sampled.</summary>
    public static IReadOnlyList<string> Densities { get; } = [StandardNormal, Gaussian, ZeroMean, Mixture, Variational, Flow, SecondStage];

    /// <summary>The priors that are fitted to codes, of which a profile may leave out some.</summary>
    internal static IReadOnlyList<string> Fitted { get; } = [Gaussian, Mixture, Variational, Flow];

    /// <summary>All kinds of images that models make, in the order of the tables.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Labels.Select(l => l.Kind)];

    /// <summary>What tables and figures call a kind.</summary>
    public static string Label(string kind) => Labels.First(l => l.Kind == kind).Label;
}
