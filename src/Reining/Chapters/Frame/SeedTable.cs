using Reining.Figures;

namespace Reining.Chapters;

/// <summary>Tables of numbers over seeds: a row for each model, mean and spread in each column.</summary>
public static class SeedTable
{
    /// <summary>Makes a table; what was not measured, or is not a number, is left empty.</summary>
    /// <param name="title">Caption.</param>
    /// <param name="rows">Heading of the first column.</param>
    /// <param name="models">Names and measurements, one a seed.</param>
    /// <param name="columns">The numbers.</param>
    public static ResultTable Of(
        string title, string rows, IEnumerable<(string Name, IReadOnlyList<Measurement> Seeds)> models,
        params IReadOnlyList<SeedColumn> columns)
    {
        var table = new ResultTable(
            title, [TableColumn.Text(rows), .. columns.Select(c => TableColumn.Spread(c.Name, format: c.Format, best: c.Best))]);
        foreach (var (name, seeds) in models)
            table.Add([name, .. columns.Select(c => Cell(seeds, c.Get))]);
        return table;
    }

    /// <summary>A cell: the spread over those seeds that have the number; null if none has.</summary>
    public static Spread? Cell(IEnumerable<Measurement> seeds, Func<Measurement, double> get)
    {
        var values = new List<double>();
        foreach (var seed in seeds)
        {
            try
            {
                values.Add(get(seed));
            }
            catch (MissingMeasurementException)
            {
                // The profile does not measure it.
            }
        }
        values.RemoveAll(v => !double.IsFinite(v));
        return values.Count == 0 ? null : Spread.Of(values);
    }
}
