namespace Reining.Chapters.Rae;

/// <summary>The relations R1 to R12 of rae.md §9 between the models of the chapter's table.</summary>
public static class RaeClaims
{
    static readonly string[] Regularized = ["RAE", "RAE-L2", "RAE-GP", "RAE-SN"];
    static readonly string[] Deterministic = ["AE", .. Regularized];
    static readonly string[] OneStage = ["VAE", "CV-VAE", "WAE", .. Deterministic];
    static readonly string[] Published = [.. OneStage, "2sVAE"];

    static double Gmm(this RaeMeasurement m) => m.Distance(RaeImages.Mixture);
    static double N(this RaeMeasurement m) => m.AssumedPrior.Frechet;
    static double Reconstruction(this RaeMeasurement m) => m.Distance(RaeImages.Reconstruction);
    static double Middle(this RaeMeasurement m) => m.Distance(RaeImages.Interpolation);

    static readonly IReadOnlyList<Relation> All =
    [
        new("R1", "Samples of a mixture fitted after training are closer to the data than the thesis's N samples, for every model (mixture ≤ 0.9 × N; for the VAE ≤ 1.0 × N)",
            OneStage, v => OneStage.Select(m => Part.Below($"{m}: mixture", v[m].Gmm(), "N", v[m].N(), m == "VAE" ? 1 : Part.Clearly))),
        new("R2", "The mixture gains most for the AE and least for the VAE (largest and smallest ratio N / mixture)",
            OneStage, v => OneStage.Where(m => m is not ("AE" or "VAE")).SelectMany(m => new[]
            {
                Part.Below($"{m}: N / mixture", v[m].N() / v[m].Gmm(), "AE", v["AE"].N() / v["AE"].Gmm()),
                Part.Below("VAE: N / mixture", v["VAE"].N() / v["VAE"].Gmm(), m, v[m].N() / v[m].Gmm()),
            })),
        new("R3", "Every deterministic model with the mixture is closer than the VAE with the mixture and than the VAE with N(0, I)",
            ["VAE", .. Deterministic], v => Deterministic.SelectMany(m => new[]
            {
                Part.Below($"{m}: mixture", v[m].Gmm(), "VAE mixture", v["VAE"].Gmm()),
                Part.Below($"{m}: mixture", v[m].Gmm(), "VAE N(0, I)", v["VAE"].Distance(RaeImages.StandardNormal)),
            })),
        new("R4", "A penalty on the codes makes a single Gaussian a better prior: N of the RAE ≤ 0.9 × N of the AE (Gaussians with their means)",
            ["RAE", "AE"], v => [Part.Below("RAE: N", v["RAE"].N(), "AE N", v["AE"].N(), Part.Clearly)]),
        new("R4'", "The same with Gaussians about zero, as the author's monitor draws",
            ["RAE", "AE"], v => [Part.Below("RAE", v["RAE"].Distance(RaeImages.ZeroMean), "AE", v["AE"].Distance(RaeImages.ZeroMean), Part.Clearly)]) { Kinds = [RaeImages.ZeroMean] },
        new("R5", "With the mixture the penalty hardly matters: RAE and AE differ by at most 15 %",
            ["RAE", "AE"], v => [Part.Within("RAE", v["RAE"].Gmm(), "AE", v["AE"].Gmm())]),
        new("R6", "No regularizer wins: with the mixture RAE, RAE-L2, RAE-GP and RAE-SN lie within a factor 1.5",
            Regularized, v => [Part.Spread(Regularized.Select(m => (m, v[m].Gmm())))]),
        new("R7", "Deterministic models, WAE and CV-VAE reconstruct better than the VAE (Fréchet distance and squared error), the VAE better than 2sVAE",
            Published, v => OneStage.Where(m => m != "VAE").SelectMany(m => Reconstructs(v, m, "VAE")).Concat(Reconstructs(v, "VAE", "2sVAE"))),
        new("R8", "Digits decoded from linear mid-points (2sVAE: rescaled ones, as the author's code does) are closer to the data than N samples, for every model",
            Published, v => Published.Select(m => Part.Below($"{m}: interpolation", v[m].Middle(), "N", v[m].N()))),
        new("R8'", "The same with all mid-points rescaled to the mean norm of the two codes, one of the author's three variants (which one the thesis tabulates is not said)",
            OneStage, v => OneStage.Select(m => Part.Below($"{m}: rescaled interpolation", v[m].Distance(RaeImages.Rescaled), "N", v[m].N()))) { Kinds = [RaeImages.Rescaled], Source = "rae.md §6, §9" },
        new("R9", "Deterministic models interpolate better than the VAE, and the VAE better than the CV-VAE",
            ["VAE", "CV-VAE", .. Deterministic], v => Deterministic.Select(m => Part.Below($"{m}: interpolation", v[m].Middle(), "VAE", v["VAE"].Middle()))
                .Append(Part.Below("VAE: interpolation", v["VAE"].Middle(), "CV-VAE", v["CV-VAE"].Middle()))),
        new("R10", "Reconstructions are a lower bound: no model's mixture samples are closer than its reconstructions (the thesis says so; its own MNIST table contradicts it in 7 of 8 rows)",
            OneStage, v => OneStage.Select(m => Part.Below($"{m}: reconstruction", v[m].Reconstruction(), "mixture", v[m].Gmm()))) { Source = "rae.md §7.1, §9" },
        new("R11", "WAE with the mixture joins the top group: at most 1.5 × the best of all models",
            OneStage, v => [Part.Below("WAE: mixture", v["WAE"].Gmm(), "the best", OneStage.Min(m => v[m].Gmm()), Part.NoWinner)]),
        new("R12", "2sVAE is close to the VAE with N(0, I) (15 %) and not better than the VAE with the mixture",
            ["VAE", "2sVAE"], v =>
            [
                Part.Within("2sVAE", v["2sVAE"].N(), "VAE N(0, I)", v["VAE"].N()),
                Part.Below("VAE: mixture", v["VAE"].Gmm(), "2sVAE", v["2sVAE"].N()),
            ]),
        new("Q2", "No prior need be assumed: the best RAE with the mixture is at least as close as the VAE with N(0, I)",
            ["VAE", .. Regularized], v => [Part.Below("best RAE: mixture", Regularized.Min(m => v[m].Gmm()), "VAE N(0, I)", v["VAE"].N())]) { Source = "outline.md §5, N2 (b)" },
    ];

    /// <summary>All relations, judged.</summary>
    /// <param name="measurements">Of any models and seeds; what is missing makes a relation not testable.</param>
    public static IReadOnlyList<Claim> Of(IReadOnlyCollection<RaeMeasurement> measurements) => [.. All.Select(r => r.Judge(measurements))];

    static IEnumerable<Part> Reconstructs(IReadOnlyDictionary<string, RaeMeasurement> v, string better, string worse) =>
    [
        Part.Below($"{better}: reconstruction", v[better].Reconstruction(), worse, v[worse].Reconstruction()),
        Part.Below($"{better}: squared error", v[better].SquaredError, worse, v[worse].SquaredError),
    ];
}
