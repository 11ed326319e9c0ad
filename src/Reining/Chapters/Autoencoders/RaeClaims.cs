using static Reining.Chapters.Autoencoders.RaeMargins;

namespace Reining.Chapters.Autoencoders;

/// <summary>The relations R1 to R12 of rae.md §9 between the models of the chapter's table, by identifier.</summary>
public static class RaeClaims
{
    const string Vae = "vae", TwoStage = "2svae", Ae = "ae", Rae = "rae", Sheet = "rae.md §9";
    static readonly string[] Regularized = [Rae, "rae-l2", "rae-gp", "rae-sn"];
    static readonly string[] Deterministic = [Ae, .. Regularized];
    static readonly string[] OneStage = [Vae, "cv-vae", "wae", .. Deterministic];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        new("rae/R1",
            "Samples of a mixture fitted after training are closer to the data than the thesis's N samples, for every model", Sheet)
        {
            Comparisons = [.. OneStage.Select(m => Of(m, "mixture", Gmm, m, "N", N, m == Vae ? AtMost : Clearly))],
        },
        new("rae/R2", "The mixture gains most for the AE and least for the VAE", Sheet)
        {
            Comparisons =
            [
                .. OneStage.Where(m => m is not (Ae or Vae)).SelectMany(m => new[]
                {
                    Of(m, "N / mixture", Gain, Ae, "N / mixture", Gain, AtMost),
                    Of(Vae, "N / mixture", Gain, m, "N / mixture", Gain, AtMost),
                }),
            ],
        },
        new("rae/R3",
            "Every deterministic model with the mixture is closer than the VAE with the mixture and than the VAE with N(0, I)", Sheet)
        {
            Comparisons =
            [
                .. Deterministic.SelectMany(m => new[]
                {
                    Of(m, "mixture", Gmm, Vae, "mixture", Gmm, AtMost), Of(m, "mixture", Gmm, Vae, "N(0, I)", StandardNormal, AtMost),
                }),
            ],
        },
        new("rae/R4", "A penalty on the codes makes a single Gaussian a better prior (Gaussians with their means)", Sheet)
        {
            Comparisons = [Of(Rae, "N", N, Ae, "N", N, Clearly)],
        },
        new("rae/R4b",
            "A penalty on the codes makes a single Gaussian a better prior (Gaussians about zero, as the author's monitor draws)", Sheet)
        {
            Comparisons = [Of(Rae, "Gaussian about zero", ZeroMean, Ae, "Gaussian about zero", ZeroMean, Clearly)],
        },
        new("rae/R5", "With the mixture the penalty hardly matters: RAE and AE are close", Sheet)
        {
            Comparisons = [Of(Rae, "mixture", Gmm, Ae, "mixture", Gmm, Close)],
        },
        new("rae/R6", "No regularizer wins: with the mixture RAE, RAE-L2, RAE-GP and RAE-SN lie close together", Sheet)
        {
            Comparisons = [Comparison.Spread("mixture distance of the four", v => Regularized.Select(m => Gmm(v[m])), NoWinner)],
        },
        new("rae/R7", "Deterministic models, WAE and CV-VAE reconstruct better than the VAE, the VAE better than 2sVAE", Sheet)
        {
            Comparisons = [.. OneStage.Where(m => m != Vae).SelectMany(m => Reconstructs(m, Vae)), .. Reconstructs(Vae, TwoStage)],
        },
        new("rae/R8",
            "Digits decoded from linear mid-points (2sVAE: rescaled ones, as in the author's code) " +
            "are closer to the data than N samples", Sheet)
        {
            Comparisons = [.. OneStage.Append(TwoStage).Select(m => Of(m, "interpolation", Middle, m, "N", N, AtMost))],
        },
        new("rae/R8b", "The same with all mid-points rescaled to the mean norm of the two codes, one of the author's three variants",
            "rae.md §6, §9")
        {
            Comparisons = [.. OneStage.Select(m => Of(m, "rescaled interpolation", Rescaled, m, "N", N, AtMost))],
        },
        new("rae/R9", "Deterministic models interpolate better than the VAE, and the VAE better than the CV-VAE", Sheet)
        {
            Comparisons =
            [
                .. Deterministic.Select(m => Of(m, "interpolation", Middle, Vae, "interpolation", Middle, AtMost)),
                Of(Vae, "interpolation", Middle, "cv-vae", "interpolation", Middle, AtMost),
            ],
        },
        new("rae/R10", "Reconstructions are a lower bound: no model's mixture samples are closer than its reconstructions",
            "rae.md §7.1, §9")
        {
            Comparisons = [.. OneStage.Select(m => Of(m, "reconstruction", Reconstruction, m, "mixture", Gmm, AtMost))],
        },
        new("rae/R11", "WAE with the mixture joins the top group", Sheet)
        {
            Comparisons =
            [
                new("WAE: mixture", v => Gmm(v["wae"]), "the best mixture of all", v => OneStage.Min(m => Gmm(v[m])),
                    Margin.AtMost(NoWinner)),
            ],
        },
        new("rae/R12", "2sVAE is close to the VAE with N(0, I) and not better than the VAE with the mixture", Sheet)
        {
            Comparisons = [Of(TwoStage, "N", N, Vae, "N", N, Close), Of(Vae, "mixture", Gmm, TwoStage, "N", N, AtMost)],
        },
        new("rae/Q2", "No prior need be assumed: the best RAE with the mixture is at least as close as the VAE with N(0, I)",
            "outline.md §5, N2 (b)")
        {
            Comparisons = [new("best RAE: mixture", v => Regularized.Min(m => Gmm(v[m])), "VAE: N(0, I)", v => N(v[Vae]), AtMost)],
        },
    ];

    static double Gmm(Measurement m) => m.Mixture();

    static double N(Measurement m) => m.AssumedPrior();

    static double Gain(Measurement m) => m.Gain();

    static double StandardNormal(Measurement m) => m.Distance(RaeImages.StandardNormal);

    static double ZeroMean(Measurement m) => m.Distance(RaeImages.ZeroMean);

    static double Reconstruction(Measurement m) => m.Distance(RaeImages.Reconstruction);

    static double Middle(Measurement m) => m.Distance(RaeImages.Interpolation);

    static double Rescaled(Measurement m) => m.Distance(RaeImages.Rescaled);

    static IEnumerable<Comparison> Reconstructs(string better, string worse) =>
    [
        Of(better, "reconstruction", Reconstruction, worse, "reconstruction", Reconstruction, AtMost),
        Of(better, "squared error", m => m.SquaredError(), worse, "squared error", m => m.SquaredError(), AtMost),
    ];

    /// <summary>A number of a model against one of another model, or of the same.</summary>
    internal static Comparison Of(
        string left, string what, Func<Measurement, double> value, string right, string than, Func<Measurement, double> bound,
        Margin margin) => new(
        $"{RaeModel.Named(left).Name}: {what}", v => value(v[left]),
        left == right ? than : $"{RaeModel.Named(right).Name}: {than}", v => bound(v[right]), margin);
}
