using static Reining.Chapters.Autoencoders.RaeMargins;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>The relations of rae.md on structured data.</summary>
public static class GrammarClaims
{
    /// <summary>Both relations.</summary>
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
        new("rae/C7", "On molecules, GRAE raises the fraction of valid strings over the Grammar VAE's (72 % against 28 %)", "rae.md §7.3")
        {
            NotTestable =
                "validity and score of a molecule need a chemistry toolkit (RDKit in the original), which .NET packages do not offer here",
        },
    ];

    static Func<SeedView, double> Valid(string model) => v => v[model][GrammarEvaluation.SearchValid];

    static Func<SeedView, double> Score(string model) => v => v[model][GrammarEvaluation.MeanScore];
}
