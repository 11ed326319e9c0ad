using System.Globalization;
using System.Text.RegularExpressions;

namespace Reining.Kernel.Comparing;

/// <summary>Compares texts word by word; numbers in them may differ a little.</summary>
static partial class TextComparer
{
    const int Shown = 60;

    /// <summary>The first difference; null if there is none.</summary>
    public static string? Compare(string expected, string actual, CompareOptions options)
    {
        foreach (var ignored in options.Ignored)
            (expected, actual) = (ignored.Replace(expected, ""), ignored.Replace(actual, ""));
        if (expected.TrimEnd() == actual.TrimEnd())
            return null;
        var expectedLines = expected.TrimEnd().Split('\n');
        var actualLines = actual.TrimEnd().Split('\n');
        for (var i = 0; i < Math.Min(expectedLines.Length, actualLines.Length); i++)
        {
            if (!AreNear(expectedLines[i], actualLines[i], options))
                return $"line {i + 1}: expected '{Cut(expectedLines[i])}', got '{Cut(actualLines[i])}'";
        }
        return expectedLines.Length == actualLines.Length ? null : $"expected {expectedLines.Length} lines, got {actualLines.Length}";
    }

    static bool AreNear(string expected, string actual, CompareOptions options)
    {
        if (expected.TrimEnd('\r') == actual.TrimEnd('\r'))
            return true;
        var (one, other) = (Number().Matches(expected), Number().Matches(actual));
        if (one.Count != other.Count || Words(expected) != Words(actual))
            return false;
        return one.Zip(other).All(pair => options.AreNear(Value(pair.First.Value), Value(pair.Second.Value)));
    }

    // Blanks that align a column change with the length of a number.
    static string Words(string line) => Blanks().Replace(Number().Replace(line, "0"), " ").Trim();

    static double Value(string number) => double.Parse(number.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    static string Cut(string line) => line.Length <= Shown ? line : line[..Shown] + "…";

    [GeneratedRegex(@"[-+]?(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
