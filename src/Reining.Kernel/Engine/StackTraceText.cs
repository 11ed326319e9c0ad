using System.Text.RegularExpressions;

namespace Reining.Kernel.Engine;

/// <summary>Stack traces as the author of a notebook wants them: cells with their lines, nothing of the machinery.</summary>
static partial class StackTraceText
{
    public static IEnumerable<string> Lines(Exception error)
    {
        foreach (var line in (error.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IsMachinery(line))
                continue;
            var text = CellBody().Replace(line, "");
            yield return "   " + Submission().Replace(text, "");
        }
    }

    static bool IsMachinery(string line) =>
        line.StartsWith("---", StringComparison.Ordinal)
        || line.StartsWith("at Reining.Kernel.", StringComparison.Ordinal)
        || line.Contains("System.Runtime.ExceptionServices", StringComparison.Ordinal)
        || line.Contains("System.Runtime.ControlledExecution", StringComparison.Ordinal)
        || line.Contains("<Factory>", StringComparison.Ordinal);

    // "at Submission#3.<<Initialize>>d__0.MoveNext() in cell 3:line 5" -> "at cell 3:line 5"
    [GeneratedRegex(@"Submission#\d+\.<<Initialize>>d__\d+\.MoveNext\(\) in ")]
    private static partial Regex CellBody();

    // "at Submission#3.Twice(Int32 x) in cell 3:line 5" -> "at Twice(Int32 x) in cell 3:line 5"
    [GeneratedRegex(@"Submission#\d+\.(<>c\.|<>c__DisplayClass[\d_]+\.)?")]
    private static partial Regex Submission();
}
