namespace Reining.Models;

/// <summary>
/// Which terms an InvGAN is trained by, and their weights (fact sheet invgan.md §3.3, §3.4). The defaults are the whole method; its
/// ablations and the plain GAN are the same with some terms at 0.
/// </summary>
public sealed record InvGanLoss
{
    /// <summary>Half of the generator's inputs are codes of real images, inferred in the step before.</summary>
    public bool Mixed { get; init; } = true;

    /// <summary>Of ‖w − e(G(w))‖²/d, for the discriminator.</summary>
    public double LatentWeight { get; init => field = Options.NotNegative(value, nameof(LatentWeight)); } = 1;

    /// <summary>Of the same, for generator and mapping: less, or the generator may degenerate.</summary>
    public double GeneratorLatentWeight { get; init => field = Options.NotNegative(value, nameof(GeneratorLatentWeight)); } = 0.25;

    /// <summary>Whether the mapping learns by that term too; else generator alone.</summary>
    public bool LatentMovesMapping { get; init; } = true;

    /// <summary>Of the kernel distance between the codes of real images and those that are drawn.</summary>
    public double DiscrepancyWeight { get; init => field = Options.NotNegative(value, nameof(DiscrepancyWeight)); } = 1;

    /// <summary>
    /// Of the squared difference between a real image and its reconstruction in the discriminator's features, their mean.
    /// </summary>
    public double FeatureWeight { get; init => field = Options.NotNegative(value, nameof(FeatureWeight)); } = 1;

    /// <summary>Of the squared difference in pixels, their mean.</summary>
    public double PixelWeight { get; init => field = Options.NotNegative(value, nameof(PixelWeight)); }

    /// <summary>γ of the gradient penalty γ/2 · E‖∇ₓc(x)‖².</summary>
    public double PenaltyWeight { get; init => field = Options.NotNegative(value, nameof(PenaltyWeight)); } = 1;

    /// <summary>
    /// Scores of real and made images are compared in pairs, and the penalty is taken on both (R3GAN, arXiv 2501.05441); otherwise the
    /// non-saturating loss, with the penalty on real images.
    /// </summary>
    public bool Relativistic { get; init; }

    /// <summary>Of the cross-entropy of labeled real images, where there is a class head.</summary>
    public double ClassWeight { get; init => field = Options.NotNegative(value, nameof(ClassWeight)); } = 1;

    /// <summary>
    /// Of the cross-entropy of images made for a class: for generator and mapping always, for the class head once made images are trusted.
    /// </summary>
    public double MadeClassWeight { get; init => field = Options.NotNegative(value, nameof(MadeClassWeight)); } = 0.1;

    /// <summary>
    /// Of the kernel distance between the codes of real images of a class and those drawn for it, the mean over classes; where a code is
    /// inferred and there is a class head.
    /// </summary>
    public double ClassDiscrepancyWeight { get; init => field = Options.NotNegative(value, nameof(ClassDiscrepancyWeight)); } = 1;

    /// <summary>Whether generator and mapping need what the discriminator reads off real images.</summary>
    internal bool NeedsReal => Mixed || Relativistic || DiscrepancyWeight > 0 || Reconstructs;

    /// <summary>Whether real images are reconstructed.</summary>
    internal bool Reconstructs => FeatureWeight > 0 || PixelWeight > 0;

    /// <summary>A GAN alone: nothing infers a code.</summary>
    public static InvGanLoss PlainGan { get; } = new()
    {
        Mixed = false,
        LatentWeight = 0,
        GeneratorLatentWeight = 0,
        DiscrepancyWeight = 0,
        FeatureWeight = 0,
        ClassDiscrepancyWeight = 0,
    };

    /// <summary>The naive joint latent regressor: a code is inferred from made images alone.</summary>
    public static InvGanLoss NaiveJoint { get; } = PlainGan with { LatentWeight = 1, GeneratorLatentWeight = 0.25 };
}
