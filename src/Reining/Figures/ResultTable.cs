using System.Globalization;
using Microsoft.Data.Analysis;
using Reining.Display;
using Reining.Torch;

namespace Reining.Figures;

/// <summary>
/// A table of results on a <see cref="DataFrame"/>: it shows itself in a notebook, and goes to text, Markdown, CSV and JSON. A spread
/// column takes three columns of the data frame: the mean under its name, <c>… sd</c> and <c>… n</c>.
/// </summary>
[TypeFormatterSource(typeof(ResultTableFormatters), PreferredMimeTypes = [Mime.Html, Mime.Plain])]
public sealed class ResultTable
{
    /// <summary>Stands for a value that does not exist.</summary>
    public const string Missing = "–";

    /// <summary>An empty table.</summary>
    /// <param name="title">Caption.</param>
    /// <param name="columns">At least one; names are unique.</param>
    /// <exception cref="ArgumentException">No column, or a name twice.</exception>
    public ResultTable(string title, params IReadOnlyList<TableColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0) throw new ArgumentException($"ResultTable '{title}': expected at least one column, got none.");
        if (columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"ResultTable '{title}': expected unique column names, got '{twice.Key}' {twice.Count()} times.");
        (Title, Columns) = (title, columns);
        Frame = new DataFrame([.. columns.SelectMany(FrameColumns)]);
    }

    /// <summary>Caption.</summary>
    public string Title { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The values, for further computing.</summary>
    public DataFrame Frame { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => (int)Frame.Rows.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One per column: a string for text, a number (or null) for numbers,
    /// a <see cref="Spread"/> or a list of numbers (or null) for spreads.</param>
    /// <returns>The table, so that rows can be chained.</returns>
    /// <exception cref="ArgumentException">Another number of cells, or one of another type.</exception>
    public ResultTable Add(params IReadOnlyList<object?> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count != Columns.Count)
            throw new ArgumentException(
                $"ResultTable '{Title}': expected {Columns.Count} cells ({string.Join(", ", Columns.Select(c => c.Name))}), " +
                $"got {cells.Count}.");
        var row = new List<object?>();
        for (var c = 0; c < cells.Count; c++) row.AddRange(Values(Columns[c], cells[c]));
        Frame.Append(row, inPlace: true);
        return this;
    }

    /// <summary>A cell as it is shown.</summary>
    /// <param name="row">0 to <see cref="Rows"/>−1.</param>
    /// <param name="column">0 to the number of columns−1.</param>
    public string Cell(int row, int column)
    {
        var c = Columns[column];
        var value = Frame[c.Name][row];
        return c.Kind switch
        {
            ColumnKind.Text => (string?)value ?? Missing,
            _ when value is null => Missing,
            ColumnKind.Number => ((double)value).ToString(c.Format, CultureInfo.InvariantCulture),
            _ => new Spread((double)value, (double)Frame[c.Name + " sd"][row], (int)Frame[c.Name + " n"][row]).ToString(c.Format),
        };
    }

    /// <summary>Whether a cell is the best of its column.</summary>
    /// <param name="row">0 to <see cref="Rows"/>−1.</param>
    /// <param name="column">0 to the number of columns−1.</param>
    public bool IsBest(int row, int column)
    {
        var c = Columns[column];
        if (c.Best == Best.None || c.Kind == ColumnKind.Text || Frame[c.Name][row] is not double mine) return false;
        var all = Enumerable.Range(0, Rows).Select(r => Frame[c.Name][r]).OfType<double>().ToList();
        return all.Count > 1 && mine == (c.Best == Best.Lowest ? all.Min() : all.Max());
    }

    /// <summary>A small table for web pages; everything is escaped.</summary>
    public string ToHtml() => TableText.Html(this);

    /// <summary>Aligned columns for a terminal.</summary>
    public string ToText() => TableText.Plain(this);

    /// <summary>A Markdown table; the best values are bold.</summary>
    public string ToMarkdown() => TableText.Markdown(this);

    /// <summary>Comma-separated values in full precision, one line per row (RFC 4180).</summary>
    public string ToCsv() => TableText.Csv(this);

    /// <summary>An array of objects in full precision; a spread is <c>{"mean":…,"sd":…,"n":…}</c>.</summary>
    public string ToJson() => TableText.Json(this);

    /// <summary>Writes the form that the file's name asks for: .csv, .json, .md, .html or .txt.</summary>
    /// <param name="path">The file; its folder is made when missing.</param>
    /// <exception cref="ArgumentException">The name ends in something else.</exception>
    /// <exception cref="IOException">The folder cannot be written or the disk is full.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        AtomicFile.WriteText(path, Path.GetExtension(path) switch
        {
            ".csv" => ToCsv(),
            ".json" => ToJson(),
            ".md" => ToMarkdown(),
            ".html" => ToHtml(),
            ".txt" => ToText(),
            var other => throw new ArgumentException(
                $"ResultTable.Save: expected a name ending in .csv, .json, .md, .html or .txt, got '{other}' in '{path}'."),
        });
    }

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    static IEnumerable<DataFrameColumn> FrameColumns(TableColumn c) => c.Kind switch
    {
        ColumnKind.Text => [new StringDataFrameColumn(c.Name)],
        ColumnKind.Number => [new DoubleDataFrameColumn(c.Name)],
        _ => [new DoubleDataFrameColumn(c.Name), new DoubleDataFrameColumn(c.Name + " sd"), new Int32DataFrameColumn(c.Name + " n")],
    };

    IEnumerable<object?> Values(TableColumn column, object? cell)
    {
        switch (column.Kind, cell)
        {
            case (ColumnKind.Text, string or null):
                return [cell];
            case (ColumnKind.Number, null):
                return [null];
            case (ColumnKind.Number, double or float or int or long or decimal):
                return [Convert.ToDouble(cell, CultureInfo.InvariantCulture)];
            case (ColumnKind.Spread, null):
                return [null, null, null];
            case (ColumnKind.Spread, Spread s):
                return [s.Mean, s.Deviation, s.Count];
            case (ColumnKind.Spread, IReadOnlyList<double> values):
                var spread = Spread.Of(values);
                return [spread.Mean, spread.Deviation, spread.Count];
            default:
                throw new ArgumentException(
                    $"ResultTable '{Title}': expected {Expected(column.Kind)} in column '{column.Name}', " +
                    $"got {cell?.GetType().Name ?? "null"}.");
        }
    }

    static string Expected(ColumnKind kind) => kind switch
    {
        ColumnKind.Text => "a string",
        ColumnKind.Number => "a number or null",
        _ => "a Spread, a list of numbers or null",
    };

    sealed class ResultTableFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter<ResultTable>(Mime.Html, t => t.ToHtml()),
            new MimeFormatter<ResultTable>(Mime.Plain, t => t.ToText()),
        ];
    }
}
