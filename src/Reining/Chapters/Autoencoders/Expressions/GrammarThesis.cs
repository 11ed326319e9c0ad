using Reining.Figures;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>The paper's Figure 2 as numbers (rae.md §7.3); ± as printed, of five trials: if the paper follows the Grammar VAE's code,
/// a standard error, sd/√5 (§8).</summary>
/// <param name="Problem">Expressions (score to be low) or molecules (to be high).</param>
/// <param name="Model">Model name.</param>
/// <param name="Valid">Fraction of valid strings.</param>
/// <param name="MeanScore">Mean score.</param>
/// <param name="Best">The three best scores.</param>
public sealed record GrammarThesis(string Problem, string Model, Spread Valid, Spread MeanScore, IReadOnlyList<double> Best)
{
    /// <summary>Name of the problem that is run here.</summary>
    public const string Expressions = "expressions";

    const int Trials = 5;

    /// <summary>All rows.</summary>
    public static IReadOnlyList<GrammarThesis> All { get; } =
    [
        new(Expressions, "GRAE", new(1.00, 0.00, Trials), new(3.22, 0.03, Trials), [0.39, 0.39, 0.43]),
        new(Expressions, "GVAE", new(0.99, 0.01, Trials), new(3.26, 0.20, Trials), [0.10, 0.46, 0.52]),
        new(Expressions, "CVAE", new(0.82, 0.07, Trials), new(4.74, 0.25, Trials), [0.45, 0.48, 0.61]),
        new("molecules", "GRAE", new(0.72, 0.09, Trials), new(-5.62, 0.71, Trials), [3.74, 3.52, 3.14]),
        new("molecules", "GVAE", new(0.28, 0.04, Trials), new(-7.89, 1.90, Trials), [3.13, 3.10, 2.37]),
        new("molecules", "CVAE", new(0.16, 0.04, Trials), new(-25.64, 6.35, Trials), [2.75, 0.82, 0.63]),
    ];
}
