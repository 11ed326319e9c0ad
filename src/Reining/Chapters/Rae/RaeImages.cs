namespace Reining.Chapters.Rae;

/// <summary>The kinds of images that are compared with real digits, by their names in tables and result files.</summary>
public static class RaeImages
{
    /// <summary>Held-out digits, encoded and decoded; a VAE's by the mean of its posterior (the author's code decodes a draw).</summary>
    public const string Reconstruction = "reconstruction";

    /// <summary>Samples of N(0, I), decoded.</summary>
    public const string StandardNormal = "N(0, I)";

    /// <summary>Samples of a Gaussian fitted to the training codes, with its mean.</summary>
    public const string Gaussian = "Gaussian";

    /// <summary>The same covariance about zero, as the author's training-time monitor draws (rae.md §5).</summary>
    public const string ZeroMean = "Gaussian, zero mean";

    /// <summary>Samples of a mixture of ten Gaussians fitted by EM.</summary>
    public const string Mixture = "GMM-10";

    /// <summary>Samples of a mixture of at most ten Gaussians fitted by variational Bayes: near what was probably published (rae.md §5).</summary>
    public const string Variational = "VB-GMM-10";

    /// <summary>Samples of a normalizing flow: one density better than the thesis's.</summary>
    public const string Flow = "flow";

    /// <summary>Samples of a second VAE on the codes of the first (2sVAE).</summary>
    public const string SecondStage = "second stage";

    /// <summary>Mid-points between held-out codes; for the two-stage VAE rescaled, as the author's code does.</summary>
    public const string Interpolation = "interpolation";

    /// <summary>Mid-points rescaled to the mean of the two norms.</summary>
    public const string Rescaled = "interpolation, rescaled";

    /// <summary>Spherical mid-points.</summary>
    public const string Spherical = "interpolation, spherical";

    /// <summary>The densities that can be fitted to codes and sampled.</summary>
    public static IReadOnlyList<string> Densities { get; } = [StandardNormal, Gaussian, ZeroMean, Mixture, Variational, Flow, SecondStage];

    /// <summary>All kinds, in the order of the tables.</summary>
    public static IReadOnlyList<string> All { get; } = [Reconstruction, .. Densities, Interpolation, Rescaled, Spherical];
}
