namespace Reining.Chapters.Rae;

/// <summary>
/// The thesis's first question: is a VAE's blur the likelihood's fault (H1) or the prior's (H2)? Its table varies only the prior;
/// here both are varied, the likelihood on the VAE's nets (outline.md §3.1).
/// </summary>
public static class LikelihoodClaims
{
    const string Gaussian = "VAE";

    static readonly string[] Others = [.. RaeModel.Likelihoods.Select(m => m.Name).Where(n => n != Gaussian)];

    /// <summary>The priors that are fitted to codes, of which a profile may leave out some.</summary>
    internal static readonly string[] Fitted = [RaeImages.Gaussian, RaeImages.Mixture, RaeImages.Variational, RaeImages.Flow];

    static readonly IReadOnlyList<Relation> All =
    [
        new("Q1a", "Most of the VAE's distance is there before anything is sampled: reconstructions have at least half the distance of N(0, I) samples",
            [Gaussian], v => [Part.Below("half of N(0, I)", v[Gaussian].Distance(RaeImages.StandardNormal) / 2, "reconstruction", v[Gaussian].Distance(RaeImages.Reconstruction))]),
        new("Q1b", "H1 over H2: the best other likelihood brings the VAE's N(0, I) samples closer to the data than the best fitted prior does with the Gaussian likelihood",
            [Gaussian, .. Others], v => [Best(v, m => m.Distance(RaeImages.StandardNormal), "with N(0, I)", "Gaussian likelihood with the best prior", BestPrior(v[Gaussian]))]),
        new("Q1c", "H2: whatever the likelihood, N(0, I) is too simple: the best fitted prior has at most 0.9 × its distance",
            [Gaussian, .. Others], v => v.Keys.Select(m => Part.Below($"{m}: best prior", BestPrior(v[m]), "N(0, I)", v[m].Distance(RaeImages.StandardNormal), Part.Clearly))),
        new("Q1d", "Blur is the likelihood's: exchanging it moves the sharpness of samples further towards that of real digits than any fitted prior does",
            [Gaussian, .. Others], v =>
            [
                Best(v, m => Blur(m, RaeImages.StandardNormal), "with N(0, I), distance from real sharpness", "Gaussian likelihood with the best prior", Fitted.Where(v[Gaussian].Has).Min(k => Blur(v[Gaussian], k))),
                Best(v, m => Blur(m, RaeImages.StandardNormal), "with N(0, I), distance from real sharpness", "Gaussian likelihood with N(0, I)", Blur(v[Gaussian], RaeImages.StandardNormal)),
            ]) { OfSharpness = true },
    ];

    /// <summary>All relations, judged.</summary>
    /// <param name="measurements">Of the likelihood arm.</param>
    public static IReadOnlyList<Claim> Of(IReadOnlyCollection<RaeMeasurement> measurements) =>
        [.. All.Select(r => (r with { Source = "outline.md §1, §3.1" }).Judge(measurements))];

    /// <summary>The best of the other likelihoods, by name, against a bound.</summary>
    static Part Best(IReadOnlyDictionary<string, RaeMeasurement> v, Func<RaeMeasurement, double> score, string what, string than, double bound)
    {
        var best = Others.MinBy(m => score(v[m]))!;
        return Part.Below($"{best} {what}", score(v[best]), than, bound);
    }

    /// <summary>The lowest distance with a fitted prior.</summary>
    internal static double BestPrior(RaeMeasurement m) => Fitted.Where(m.Has).Min(m.Distance);

    static double Blur(RaeMeasurement m, string kind) => Math.Abs(1 - m.Images[kind].Sharpness);
}
