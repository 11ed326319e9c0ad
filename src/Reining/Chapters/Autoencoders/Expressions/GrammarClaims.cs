using static Reining.Chapters.Autoencoders.RaeMargins;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>The relation of rae.md on expressions.</summary>
public static class GrammarClaims
{
    /// <summary>The relation.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        new("rae/R15",
            "Nearly everything that GRAE and GVAE decode is valid, more than of the character VAE; " +
            "the mean scores of GRAE and GVAE are close, and both are below the character VAE's", "rae.md §9")
        {
            Comparisons =
            [
                Comparison.With("GRAE: valid", Valid("grae"), AlmostAll, Margin.NotBelow()),
                Comparison.With("GVAE: valid", Valid("gvae"), AlmostAll, Margin.NotBelow()),
                new("GRAE: valid", Valid("grae"), "CVAE: valid", Valid("cvae"), Margin.NotBelow()),
                new("GVAE: valid", Valid("gvae"), "CVAE: valid", Valid("cvae"), Margin.NotBelow()),
                new("GRAE: mean score", Score("grae"), "GVAE: mean score", Score("gvae"), Close),
                new("GRAE: mean score", Score("grae"), "CVAE: mean score", Score("cvae"), AtMost),
                new("GVAE: mean score", Score("gvae"), "CVAE: mean score", Score("cvae"), AtMost),
            ],
        },
    ];

    static Func<SeedView, double> Valid(string model) => v => v[model][GrammarEvaluation.SearchValid];

    static Func<SeedView, double> Score(string model) => v => v[model][GrammarEvaluation.MeanScore];
}
