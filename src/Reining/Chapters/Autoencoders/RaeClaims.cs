using static Reining.Chapters.Autoencoders.RaeMargins;

namespace Reining.Chapters.Autoencoders;

/// <summary>The relations R1 to R12 of rae.md §9 between models of the chapter, by identifier.</summary>
public sealed class RaeClaims
{
    const string Vae = "vae", TwoStage = "2svae", Ae = "ae", Rae = "rae", Wae = "wae", CvVae = "cv-vae", Sheet = "rae.md §9";

    static readonly string[] AllRegularized = [Rae, "rae-l2", "rae-gp", "rae-sn"];
    static readonly string[] AllOneStage = [Vae, CvVae, Wae, Ae, .. AllRegularized];

    readonly string _arm;
    readonly double? _axis;
    readonly string[] _models, _regularized, _deterministic, _oneStage;

    RaeClaims(string arm, double? axis, IReadOnlyList<string> models)
    {
        (_arm, _axis, _models) = (arm, axis, [.. models]);
        _regularized = [.. AllRegularized.Where(models.Contains)];
        _deterministic = [.. _regularized.Prepend(Ae).Where(models.Contains)];
        _oneStage = [.. AllOneStage.Where(models.Contains)];
    }

    /// <summary>All of them, of the table's models on digits.</summary>
    public static IReadOnlyList<Claim> All { get; } = Between([.. AllOneStage, TwoStage]);

    /// <summary>The models that are also trained on clothes.</summary>
    internal static IReadOnlyList<string> ClothesModels => [Vae, Wae, Ae, Rae, "rae-l2", "rae-gp"];

    /// <summary>
    /// Those of them that six models decide, on clothes instead of digits, with the same margins: F1 is R1, and so on; FQ2 is Q2.
    /// </summary>
    public static IReadOnlyList<Claim> Clothes { get; } = On(RaeDataSet.Clothes, ClothesModels, "F", "six models", "rae-fashion");

    /// <summary>The models that are also trained on photographs. The author's RAE-GP has no penalty there (rae.md §2.3).</summary>
    internal static IReadOnlyList<string> PhotographModels => [Vae, Ae, Rae, "rae-l2", "rae-gp"];

    /// <summary>Those of them that five models decide, on photographs: P1 is R1, and so on.</summary>
    public static IReadOnlyList<Claim> Photographs { get; } =
        On(RaeDataSet.Photographs, PhotographModels, "P", "five models", "rae-cifar");

    /// <summary>The models that are also trained on emoji.</summary>
    internal static IReadOnlyList<string> PictogramModels => [Vae, Ae, Rae, "rae-gp"];

    /// <summary>The same on emoji: E1 is R1, and so on.</summary>
    public static IReadOnlyList<Claim> Pictograms { get; } = On(RaeDataSet.Pictograms, PictogramModels, "E", "four models", "rae-emoji");

    static IReadOnlyList<Claim> On(RaeDataSet set, IReadOnlyList<string> models, string letter, string count, string part) =>
    [
        .. Between(models, set.Id).Select(c => c with
        {
            Id = c.Id.Replace("/R", $"/{letter}", StringComparison.Ordinal).Replace("/Q", $"/{letter}Q", StringComparison.Ordinal),
            Statement = $"{c.Statement.Replace("Digits", "Images", StringComparison.Ordinal)} ({set.Name}, {count})",
            Prerequisite = $"it is run by name: ./reining run {part}",
        }),
    ];

    /// <summary>The relations between some models; those that need others are left out, and so are comparisons with others.</summary>
    /// <param name="models">Identifiers of the models.</param>
    /// <param name="arm">Arm of their measurements.</param>
    /// <param name="axis">Place on the arm's axis; null for none.</param>
    internal static IReadOnlyList<Claim> Between(IReadOnlyList<string> models, string arm = "", double? axis = null)
    {
        var relations = new RaeClaims(arm, axis, models);
        return [.. relations.OfTable().Select(relations.Known).Where(c => c.Comparisons.Count > 0)];
    }

    IEnumerable<Claim> OfTable() =>
    [
        new("rae/R1",
            "For every model, samples of a mixture are closer to the data than those of N, from which the thesis draws by default", Sheet)
        {
            Comparisons = [.. _oneStage.Select(m => Between(m, "mixture", Gmm, m, "N", N, m == Vae ? AtMost : Clearly))],
        },
        new("rae/R2", "The mixture gains most for the AE and least for the VAE", Sheet)
        {
            Comparisons =
            [
                .. _oneStage.Where(m => m is not (Ae or Vae)).SelectMany(m => new[]
                {
                    Between(m, "N / mixture", Gain, Ae, "N / mixture", Gain, AtMost),
                    Between(Vae, "N / mixture", Gain, m, "N / mixture", Gain, AtMost),
                }),
            ],
        },
        new("rae/R3",
            "With the mixture every deterministic model is closer than the VAE, whether that has a mixture too or N(0, I)", Sheet)
        {
            Comparisons =
            [
                .. _deterministic.SelectMany(m => new[]
                {
                    Between(m, "mixture", Gmm, Vae, "mixture", Gmm, AtMost),
                    Between(m, "mixture", Gmm, Vae, "N(0, I)", StandardNormal, AtMost),
                }),
            ],
        },
        new("rae/R4", "A penalty on the codes makes a single Gaussian a better prior (Gaussians with their means)", Sheet)
        {
            Comparisons = [Between(Rae, "N", N, Ae, "N", N, Clearly)],
        },
        new("rae/R4b",
            "A penalty on the codes makes a single Gaussian a better prior (Gaussians about zero, as the author's monitor draws)", Sheet)
        {
            Comparisons = [Between(Rae, "Gaussian about zero", ZeroMean, Ae, "Gaussian about zero", ZeroMean, Clearly)],
        },
        new("rae/R5", "With the mixture the penalty hardly matters: RAE and AE are close", Sheet)
        {
            Comparisons = [Between(Rae, "mixture", Gmm, Ae, "mixture", Gmm, Close)],
        },
        new("rae/R6", $"No regularizer wins: with the mixture {Names(_regularized)} lie close together", Sheet)
        {
            Comparisons =
            [
                Comparison.Spread(
                    $"mixture distance of the {(_regularized.Length == 4 ? "four" : _regularized.Length == 3 ? "three" : "two")}",
                    v => _regularized.Select(m => Gmm(In(v, m))), NoWinner),
            ],
        },
        new("rae/R7", "Deterministic models, WAE and CV-VAE reconstruct better than the VAE, the VAE better than 2sVAE", Sheet)
        {
            Comparisons = [.. _oneStage.Where(m => m != Vae).SelectMany(m => Reconstructs(m, Vae)), .. Reconstructs(Vae, TwoStage)],
        },
        new("rae/R8",
            "Digits decoded from linear midpoints (2sVAE: rescaled ones, as in the author's code) " +
            "are closer to the data than N samples", Sheet)
        {
            Comparisons = [.. _oneStage.Append(TwoStage).Select(m => Between(m, "interpolation", Middle, m, "N", N, AtMost))],
        },
        new("rae/R8b", "The same with all midpoints rescaled to the mean norm of the two codes, one of the author's three variants",
            "rae.md §6, §9")
        {
            Comparisons = [.. _oneStage.Select(m => Between(m, "rescaled interpolation", Rescaled, m, "N", N, AtMost))],
        },
        new("rae/R9", "Deterministic models interpolate better than the VAE, and the VAE better than the CV-VAE", Sheet)
        {
            Comparisons =
            [
                .. _deterministic.Select(m => Between(m, "interpolation", Middle, Vae, "interpolation", Middle, AtMost)),
                Between(Vae, "interpolation", Middle, CvVae, "interpolation", Middle, AtMost),
            ],
        },
        new("rae/R10", "Reconstructions are a lower bound: no model's mixture samples are closer than its reconstructions",
            "rae.md §7.1, §9")
        {
            Comparisons = [.. _oneStage.Select(m => Between(m, "reconstruction", Reconstruction, m, "mixture", Gmm, AtMost))],
        },
        new("rae/R11", "WAE with the mixture joins the top group", Sheet)
        {
            Comparisons =
            [
                .. _models.Where(m => m == Wae).Select(m => new Comparison(
                    "WAE: mixture", v => Gmm(In(v, m)), "the best mixture of all", v => _oneStage.Min(o => Gmm(In(v, o))),
                    Margin.AtMost(NoWinner))),
            ],
        },
        new("rae/R12", "2sVAE is close to the VAE with N(0, I) and not better than the VAE with the mixture", Sheet)
        {
            Comparisons = [Between(TwoStage, "N", N, Vae, "N", N, Close), Between(Vae, "mixture", Gmm, TwoStage, "N", N, AtMost)],
        },
        new("rae/Q2", "No prior need be assumed: the best RAE with the mixture is at least as close as the VAE with N(0, I)",
            "outline.md §5, N2 (b)")
        {
            Comparisons =
            [
                new("best RAE: mixture", v => _regularized.Min(m => Gmm(In(v, m))), "VAE: N(0, I)", v => N(In(v, Vae)), AtMost),
            ],
        },
    ];

    /// <summary>The claim without comparisons with models that were not trained.</summary>
    Claim Known(Claim claim) => claim with
    {
        Comparisons =
        [
            .. claim.Comparisons.Where(c => SeedView.AskedBy([c.LeftValue, c.RightValue]).All(n => _models.Contains(n.Model))),
        ],
    };

    Measurement In(SeedView view, string model) => view[model, _arm, _axis];

    static string Names(IReadOnlyList<string> models)
    {
        var names = models.Select(m => RaeModel.Named(m).Name).ToList();
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }

    static double Gmm(Measurement m) => m.Mixture();

    static double N(Measurement m) => m.AssumedPrior();

    static double Gain(Measurement m) => m.Gain();

    static double StandardNormal(Measurement m) => m.Distance(RaeImages.StandardNormal);

    static double ZeroMean(Measurement m) => m.Distance(RaeImages.ZeroMean);

    static double Reconstruction(Measurement m) => m.Distance(RaeImages.Reconstruction);

    static double Middle(Measurement m) => m.Distance(RaeImages.Interpolation);

    static double Rescaled(Measurement m) => m.Distance(RaeImages.Rescaled);

    IEnumerable<Comparison> Reconstructs(string better, string worse) =>
    [
        Between(better, "reconstruction", Reconstruction, worse, "reconstruction", Reconstruction, AtMost),
        Between(better, "squared error", m => m.SquaredError(), worse, "squared error", m => m.SquaredError(), AtMost),
    ];

    /// <summary>A number of a model against one of another model, or of the same.</summary>
    Comparison Between(
        string left, string what, Func<Measurement, double> value, string right, string than, Func<Measurement, double> bound,
        Margin margin) => new(
        $"{RaeModel.Named(left).Name}: {what}", v => value(In(v, left)),
        left == right ? than : $"{RaeModel.Named(right).Name}: {than}", v => bound(In(v, right)), margin);

    /// <summary>A number of a model on digits against another one of its.</summary>
    internal static Comparison Of(
        string model, string what, Func<Measurement, double> value, string than, Func<Measurement, double> bound, Margin margin) =>
        new RaeClaims("", null, [model]).Between(model, what, value, model, than, bound, margin);
}
