using Reining.Figures;
using Keys = Reining.Chapters.Autoencoders.Expressions.GrammarEvaluation;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>All measurements of a profile with expressions, as tables.</summary>
/// <param name="profile">The profile.</param>
/// <param name="measurements">One per model and seed.</param>
public sealed class GrammarResults(GrammarProfile profile, IReadOnlyList<Measurement> measurements)
{
    /// <summary>All tables by file name.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables => [("expressions-search", Details()), ("expressions", Table())];

    /// <summary>The paper's Figure 2 beside ours.</summary>
    public ResultTable Table()
    {
        var table = new ResultTable(
            $"Search among codes, thesis (rae.md §7.3) beside ours ({profile.Scale}); scores of expressions: lower is better; " +
            "the thesis's ± is as printed, perhaps a standard error, ours a standard deviation",
            TableColumn.Text("problem"), TableColumn.Text("model"), TableColumn.Text("valid, thesis"),
            TableColumn.Spread("valid, ours", format: "0.000"),
            TableColumn.Text("mean score, thesis"), TableColumn.Spread("mean score, ours"), TableColumn.Text("best three, thesis"),
            TableColumn.Text("best three, ours"));
        foreach (var row in GrammarThesis.All)
        {
            var seeds = row.Problem == GrammarThesis.Expressions ? Seeds(row.Model) : [];
            table.Add(
                row.Problem, row.Model, row.Valid.ToString("0.00"), SeedTable.Cell(seeds, m => m[Keys.SearchValid]),
                row.MeanScore.ToString("0.00"),
                SeedTable.Cell(seeds, m => m[Keys.MeanScore]), GrammarThesis.Join(row.Best), row.Problem == GrammarThesis.Expressions
                    ? seeds.Count == 0 ? null : GrammarThesis.Join(Best(seeds).Select(b => b.Score))
                    : "in the table of molecules");
        }
        return table;
    }

    /// <summary>What stands behind it: reconstructions, validity of samples, how well scores are predicted from codes.</summary>
    public ResultTable Details() => SeedTable.Of(
        $"Behind the search ({profile.Scale}): shares of held-out strings reconstructed and of samples that are valid; " +
        "error of predicted scores in standard deviations",
        "model", GrammarModel.All.Select(m => (m.Name, Seeds(m.Name))).Where(r => r.Item2.Count > 0),
        new("reconstructed", m => m[Keys.Reconstructed], "0.000", Figures.Best.Highest),
        new("valid, N(0, I)", m => m[Keys.PriorValid], "0.000", Figures.Best.Highest),
        new("valid, Gaussian", m => m[Keys.GaussianValid], "0.000", Figures.Best.Highest),
        new("prediction error", m => m[Keys.PredictionError], Best: Figures.Best.Lowest),
        new("best of the data", m => m[Keys.BestOfData]));

    IReadOnlyList<Measurement> Seeds(string model) =>
        [.. measurements.Where(m => m.Model == GrammarModel.All.Single(g => g.Name == model).Id)];

    /// <summary>The three best different strings over seeds.</summary>
    static IEnumerable<(string Text, double Score)> Best(IEnumerable<Measurement> seeds) =>
        seeds.SelectMany(m => m.Texts.Select(t => (t.Value, m[t.Key]))).Distinct().OrderBy(b => b.Item2).Take(Keys.Kept);
}
