using Reining.Models;

namespace Reining.Chapters.Inversion;

/// <summary>A GAN of the chapter: the method, an ablation of it, or a rival that is the same model with other terms.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Loss">Its terms.</param>
public sealed record InversionModel(string Name, InvGanLoss Loss)
{
    /// <summary>Identifier in measurements and run folders.</summary>
    public string Id => Name.ToLowerInvariant().Replace(", ", "-").Replace(' ', '-');

    /// <summary>Iterations as a multiple of the profile's.</summary>
    public double StepFactor { get; init; } = 1;

    /// <summary>Whether it is measured while it is trained.</summary>
    public bool HasCurve { get; init; }

    /// <summary>Whether its discriminator scores codes, as ALAE's does.</summary>
    public bool ScoresCodes { get; init; }

    /// <summary>Whether its discriminator infers codes.</summary>
    public bool Infers => Loss.LatentWeight > 0;

    /// <summary>The whole method.</summary>
    public static InversionModel InvGan { get; } = new("InvGAN", new()) { HasCurve = true };

    /// <summary>Without codes of real images among the generator's inputs.</summary>
    public static InversionModel WithoutMixing { get; } = new("InvGAN without mixing", new() { Mixed = false });

    /// <summary>Without the kernel distance between inferred and drawn codes.</summary>
    public static InversionModel WithoutDiscrepancy { get; } = new("InvGAN without MMD", new() { DiscrepancyWeight = 0 });

    /// <summary>Without reconstruction in the discriminator's features.</summary>
    public static InversionModel WithoutFeature { get; } = new("InvGAN without feature loss", new() { FeatureWeight = 0 });

    /// <summary>With reconstruction in pixels too: 784/d times the mean (fact sheet invgan.md §3.4).</summary>
    public static InversionModel WithPixels { get; } = new("InvGAN with pixel loss", new() { PixelWeight = 784.0 / 32 });

    /// <summary>The naive joint latent regressor.</summary>
    public static InversionModel NaiveJoint { get; } = new("JLR", InvGanLoss.NaiveJoint);

    /// <summary>A GAN alone, as many iterations.</summary>
    public static InversionModel Gan { get; } = new("GAN", InvGanLoss.PlainGan);

    /// <summary>
    /// A GAN alone, until it has had at least as much computation: an iteration of the InvGAN takes less than so many times as long. What
    /// it is worth at as much is read off its curve.
    /// </summary>
    public static InversionModel LongerGan { get; } = Gan with { Name = "GAN, longer", StepFactor = 2.5, HasCurve = true };

    /// <summary>
    /// Codes are inferred and scored by nets one behind the other, and made images give back their codes: what ALAE does (Pidhorskyi et al.
    /// 2020, arXiv 2004.04467), with the chapter's nets. As there, the mapping learns by the game alone.
    /// </summary>
    public static InversionModel Alae { get; } =
        new("ALAE-style", InvGanLoss.NaiveJoint with { GeneratorLatentWeight = 1, LatentMovesMapping = false }) { ScoresCodes = true };

    /// <summary>The finished GAN, trained on by all terms of the InvGAN.</summary>
    public static InversionModel Continued { get; } = InvGan with { Name = "GAN, continued as InvGAN" };

    /// <summary>
    /// Models with the other recipe: scores are compared in pairs, with the penalty on real and made images; γ is R3GAN's for small images.
    /// </summary>
    public static IReadOnlyList<InversionModel> Relativistic { get; } =
        [.. new[] { InvGan, WithoutDiscrepancy, NaiveJoint, LongerGan }.Select(Paired)];

    /// <summary>A model with the other recipe.</summary>
    internal static InversionModel Paired(InversionModel model) => model with
    {
        Name = $"{model.Name}, relativistic",
        Loss = model.Loss with { Relativistic = true, PenaltyWeight = 0.05 },
    };

    /// <summary>The whole method, as long as models with labels are trained; nothing but its codes is compared with them.</summary>
    /// <param name="profile">Whose lengths.</param>
    public static InversionModel WithoutLabels(InversionProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return InvGan with { Name = "InvGAN without labels", HasCurve = false, StepFactor = (double)profile.LabelSteps / profile.Steps };
    }

    /// <summary>Models that long profiles run besides.</summary>
    public static IReadOnlyList<InversionModel> More { get; } = [Alae, .. Relativistic];

    /// <summary>All models that every profile runs.</summary>
    public static IReadOnlyList<InversionModel> All { get; } =
        [InvGan, WithoutMixing, WithoutDiscrepancy, WithoutFeature, WithPixels, NaiveJoint, Gan, LongerGan];
}
