namespace Reining.Chapters.Autoencoders;

/// <summary>
/// The thesis's first question: is a VAE's blur the likelihood's fault (H1) or the prior's (H2)? Its table varies only the prior;
/// here both are varied, the likelihood on the VAE's nets (outline.md §3.1).
/// </summary>
public static class LikelihoodClaims
{
    const string Gaussian = "vae", Sheet = "outline.md §1, §3.1";
    static readonly string[] Models = [.. RaeModel.Likelihoods.Select(m => m.Id)];
    static readonly string[] Others = [.. Models.Where(m => m != Gaussian)];

    /// <summary>Q1a to Q1e.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        new("rae/Q1a", "Most of the VAE's distance is there before anything is sampled: reconstructions have at least half of it", Sheet)
        {
            Comparisons =
            [
                new("VAE: reconstruction", v => v[Gaussian].Distance(RaeImages.Reconstruction), "N(0, I)", v => Normal(v[Gaussian]),
                    Margin.AtLeast(0.5)),
            ],
        },
        new("rae/Q1e", "The same with reconstructions by a draw of q(z|x), as the author's code makes them",
            "rae.md §2.2, outline.md §3.1")
        {
            Comparisons =
            [
                new("VAE: reconstruction by a draw", v => v[Gaussian].Distance(RaeImages.DrawnReconstruction), "N(0, I)",
                    v => Normal(v[Gaussian]), Margin.AtLeast(0.5)),
            ],
        },
        new("rae/Q1b",
            "H1 over H2: the best other likelihood brings N(0, I) " +
            "samples closer to the data than the best fitted prior does with the Gaussian one", Sheet)
        {
            Comparisons =
            [
                new("best other likelihood with N(0, I)", v => Others.Min(m => Normal(v[m])),
                    "Gaussian likelihood with the best prior", v => v[Gaussian].BestPrior(), RaeMargins.AtMost),
            ],
        },
        new("rae/Q1c", "H2: whatever the likelihood, N(0, I) is too simple: the best fitted prior is clearly closer", Sheet)
        {
            Comparisons = [
                .. Models.Select(m => RaeClaims.Of(m, "best prior", x => x.BestPrior(), "N(0, I)", Normal, RaeMargins.Clearly))
            ],
        },
        new("rae/Q1d",
            "Blur is the likelihood's: exchanging it moves the sharpness of samples " +
            "further towards that of real digits than any fitted prior does", Sheet)
        {
            Comparisons =
            [
                new(Sharpest, BestBlur, "Gaussian likelihood with the best prior",
                    v => RaeImages.Fitted.Where(v[Gaussian].HasImages).Min(k => v[Gaussian].Blur(k)), RaeMargins.AtMost),
                new(Sharpest, BestBlur, "Gaussian likelihood with N(0, I)", v => v[Gaussian].Blur(RaeImages.StandardNormal),
                    RaeMargins.AtMost),
            ],
        },
    ];

    const string Sharpest = "distance from real sharpness, best other likelihood with N(0, I)";

    static double BestBlur(SeedView v) => Others.Min(m => v[m].Blur(RaeImages.StandardNormal));

    static double Normal(Measurement m) => m.Distance(RaeImages.StandardNormal);
}
