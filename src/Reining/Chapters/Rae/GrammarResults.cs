using System.Globalization;
using Reining.Figures;
using Reining.Grammar;

namespace Reining.Chapters.Rae;

/// <summary>All measurements of a profile with expressions, as tables.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Measurements">One per model and seed.</param>
public sealed record GrammarResults(GrammarProfile Profile, IReadOnlyList<GrammarMeasurement> Measurements)
{
    const string NotTestable = "not testable here: needs a chemistry toolkit";

    /// <summary>The relations, judged.</summary>
    public ClaimReport Claims => new("rae-grammar", Profile.Name, Profile.Seeds, GrammarClaims.Of(Measurements));

    string Scale => FormattableString.Invariant(
        $"{(Profile.Strings < ExpressionData.Count ? $"random {Profile.Strings} of {ExpressionData.Count}" : $"{ExpressionData.Count}")} strings, {Profile.Epochs} epochs, {Profile.RecurrentSize} units, {Profile.Rounds} × {Profile.Search.Points} points of search, {Profile.Seeds.Count} seed{(Profile.Seeds.Count == 1 ? "" : "s")}");

    /// <summary>The paper's Figure 2 beside ours.</summary>
    public ResultTable Table()
    {
        var table = new ResultTable(
            $"Search among codes, thesis (rae.md §7.3) beside ours ({Scale}); scores of expressions: lower is better; the thesis's ± is as printed, perhaps a standard error, ours a standard deviation",
            TableColumn.Text("problem"), TableColumn.Text("model"),
            TableColumn.Text("valid, thesis"), TableColumn.Spread("valid, ours", format: "0.000"),
            TableColumn.Text("mean score, thesis"), TableColumn.Spread("mean score, ours"),
            TableColumn.Text("best three, thesis"), TableColumn.Text("best three, ours"));
        foreach (var row in GrammarThesis.All)
        {
            var seeds = row.Problem == GrammarThesis.Expressions ? Measurements.Where(m => m.Model == row.Model).ToList() : [];
            table.Add(
                row.Problem, row.Model, row.Valid.ToString("0.00"), Of(seeds, m => m.SearchValid), row.MeanScore.ToString("0.00"), Of(seeds, m => m.MeanScore),
                Join(row.Best), row.Problem == GrammarThesis.Expressions ? (seeds.Count == 0 ? null : Join(Best(seeds).Select(b => b.Score))) : NotTestable);
        }
        return table;
    }

    /// <summary>What stands behind it: reconstructions, validity of samples, how well scores are predicted from codes.</summary>
    public ResultTable Details()
    {
        var table = new ResultTable(
            $"Behind the search ({Scale}): shares of held-out strings reconstructed and of samples that are valid; error of predicted scores in standard deviations",
            TableColumn.Text("model"), TableColumn.Spread("reconstructed", format: "0.000", best: Figures.Best.Highest),
            TableColumn.Spread("valid, N(0, I)", format: "0.000", best: Figures.Best.Highest), TableColumn.Spread("valid, Gaussian", format: "0.000", best: Figures.Best.Highest),
            TableColumn.Spread("prediction error", best: Figures.Best.Lowest), TableColumn.Text("best found"), TableColumn.Number("best of the data"));
        foreach (var model in GrammarModel.All)
        {
            var seeds = Measurements.Where(m => m.Model == model.Name).ToList();
            if (seeds.Count > 0)
            {
                table.Add(model.Name, Of(seeds, m => m.Reconstructed), Of(seeds, m => m.PriorValid), Of(seeds, m => m.GaussianValid), Of(seeds, m => m.PredictionError),
                    string.Join(", ", Best(seeds).Select(b => b.Text)), seeds.Min(m => m.BestOfData));
            }
        }
        return table;
    }

    /// <summary>Writes the tables to a folder.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        Table().Save(Path.Combine(folder, "expressions.csv"));
        Table().Save(Path.Combine(folder, "expressions.md"));
        Details().Save(Path.Combine(folder, "expressions-search.md"));
    }

    static object? Of(List<GrammarMeasurement> seeds, Func<GrammarMeasurement, double> get) =>
        seeds.Select(get).Where(double.IsFinite).ToList() is { Count: > 0 } values ? Spread.Of(values) : null;

    /// <summary>The three best different strings over seeds.</summary>
    static IEnumerable<(string Text, double Score)> Best(List<GrammarMeasurement> seeds) =>
        seeds.SelectMany(m => m.Best.Zip(m.BestScores)).Distinct().OrderBy(b => b.Second).Take(3);

    static string Join(IEnumerable<double> scores) => string.Join(", ", scores.Select(s => s.ToString("0.00", CultureInfo.InvariantCulture)));
}
