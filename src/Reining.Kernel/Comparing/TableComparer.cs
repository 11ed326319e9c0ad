using System.Net;
using System.Text.RegularExpressions;

namespace Reining.Kernel.Comparing;

/// <summary>Compares HTML tables cell by cell and names row and column of the first difference.</summary>
static partial class TableComparer
{
    /// <summary>Whether the text has a table.</summary>
    public static bool IsTable(string html) => html.Contains("<table", StringComparison.OrdinalIgnoreCase);

    /// <summary>The first difference; null if there is none.</summary>
    public static string? Compare(string expected, string actual, CompareOptions options)
    {
        var (one, other) = (Rows(expected), Rows(actual));
        if (one.Length != other.Length)
            return $"expected {one.Length} rows, got {other.Length}";
        for (var row = 0; row < one.Length; row++)
        {
            if (one[row].Length != other[row].Length)
                return $"row {row + 1}: expected {one[row].Length} columns, got {other[row].Length}";
            for (var column = 0; column < one[row].Length; column++)
            {
                if (TextComparer.Compare(one[row][column], other[row][column], options) is { })
                    return $"row {row + 1}, column '{(column < one[0].Length ? one[0][column] : column + 1)}': expected "
                        + $"'{one[row][column]}', got '{other[row][column]}'";
            }
        }
        // What stands around the tables, captions for example.
        return TextComparer.Compare(Text(Row().Replace(expected, "")), Text(Row().Replace(actual, "")), options);
    }

    static string[][] Rows(string html) =>
        [.. Row().Matches(html).Select(row => Cell().Matches(row.Value).Select(cell => Text(cell.Groups[1].Value)).ToArray())];

    static string Text(string html) => WebUtility.HtmlDecode(Tag().Replace(html, " ")).Trim();

    [GeneratedRegex("<tr[ >].*?</tr>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Row();

    [GeneratedRegex("<t[hd](?:\\s[^>]*)?>(.*?)</t[hd]>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Cell();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
