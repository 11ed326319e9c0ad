using Reining.Chapters.Autoencoders.Expressions;
using Reining.Grammar;
using Keys = Reining.Chapters.Autoencoders.Expressions.GrammarEvaluation;

namespace Reining.Chapters.Autoencoders.Molecules;

/// <summary>The chapter's part on molecules: the models of the expressions on SMILES strings. It runs where RDKit is installed.</summary>
public static class MoleculePart
{
    internal const string Name = "rae-molecules", Molecules = "molecules";
    const double AlmostAll = 0.9, Gap = 0.1;

    /// <summary>The part; without RDKit it has no experiments, and its claims say why.</summary>
    public static ChapterPart Part { get; } = new(Name, "the molecules")
    {
        Experiments = request => Grid(MoleculeProfile.Profiles.Named(request.Profile), request),
        IsAvailable = () => MoleculeScorer.IsAvailable,
        Claims = Claims,
        Tables = run => [("molecules", Table(run))],
        OnlyOnProcessor = "the molecules' nets run in float32 on the processor alone",
    };

    static IReadOnlyList<Claim> Claims =>
    [
        new("rae/C7b", "The Grammar VAE has learned its molecules: it tells the rule that comes next", "rae.md §8")
        {
            Comparisons =
            [
                Comparison.With(
                    "GVAE: held-out rules that are right", v => v["gvae", Molecules][Keys.SymbolsRight], AlmostAll, Margin.NotBelow()),
            ],
            Prerequisite = MoleculeScorer.Missing,
        },
        new("rae/C7", "On molecules, GRAE raises the fraction of valid strings over the Grammar VAE's (72 % against 28 %)", "rae.md §7.3")
        {
            Comparisons =
            [
                new Comparison(
                    "GRAE: valid", v => v["grae", Molecules][Keys.SearchValid], "GVAE: valid",
                    v => v["gvae", Molecules][Keys.SearchValid], Margin.NotBelow(-Gap)),
            ],
            Premises = ["rae/C7b"],
            Prerequisite = MoleculeScorer.Missing,
        },
    ];

    static IReadOnlyList<Experiment> Grid(MoleculeProfile profile, RunRequest request) =>
    [
        .. request.SeedsOf(profile).SelectMany(s => GrammarModel.All.Select(m => new MoleculeExperiment(profile, m, s, request.Folder)
        {
            Arm = Molecules,
            Title = $"{m.Name} of molecules, seed {s}",
        })),
    ];

    // Scores are negatives: what is searched for is as low as can be.
    static Figures.ResultTable Table(PartRun run) => SeedTable.Of(
        $"Molecules ({MoleculeProfile.Profiles.Named(run.Request.Profile).Scale}); scores: lower is better", "model",
        GrammarModel.All.Select(m => (m.Name, (IReadOnlyList<Measurement>)[.. run.Measurements.Where(x => x.Model == m.Id)]))
            .Where(r => r.Item2.Count > 0),
        new("valid in the search", m => m[Keys.SearchValid], "0.000", Figures.Best.Highest), new("mean score", m => m[Keys.MeanScore]),
        new("held-out symbols right", m => m[Keys.SymbolsRight], "0.000", Figures.Best.Highest),
        new("strings reconstructed", m => m[Keys.Reconstructed], "0.000", Figures.Best.Highest),
        new("valid, N(0, I)", m => m[Keys.PriorValid], "0.000", Figures.Best.Highest),
        new("valid, Gaussian", m => m[Keys.GaussianValid], "0.000", Figures.Best.Highest));
}
