using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reining.Kernel.Documents;

/// <summary>Looks for what makes a notebook hard to run, to read offline, or to keep under version control.</summary>
public static partial class NotebookLint
{
    /// <summary>How large one stored picture, text or figure may be, in bytes of the file.</summary>
    public const int OutputLimit = 200 << 10;

    /// <summary>The findings, in the order of the cells.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="outputs">Whether it is to be read without being run, so that its outputs have to be there, small, and with text for
    /// pictures.</param>
    public static IReadOnlyList<LintFinding> Check(NotebookDocument document, bool outputs = false)
    {
        var findings = new List<LintFinding>();
        var executed = 0;
        foreach (var (index, cell) in document.Cells.Index())
        {
            var place = $"cell {index + 1} ({cell.Id})";
            foreach (Match path in AbsolutePath().Matches(cell.Kind == CellKind.Raw ? "" : cell.Source))
                findings.Add(new("absolute-path", place, $"{path.Value} exists on one machine only; use a path relative to the notebook."));
            if (cell.ExecutionCount is { } count)
            {
                if (count <= executed)
                    findings.Add(
                        new("order", place,
                            $"its count [{count}] does not follow [{executed}]; the outputs are not from one run from top to bottom; run "
                                + "the notebook again."));
                executed = Math.Max(executed, count);
            }
            foreach (var output in cell.Outputs)
                CheckOutput(findings, place, cell, output);
        }
        var first = document.Cells.FirstOrDefault(cell => cell.Kind == CellKind.Code);
        if (NotebookParameters.Find(document).Count > 0 && first?.HasTag(NotebookParameters.Tag) == false)
            findings.Add(new("parameters-first", "notebook",
                "the cell tagged 'parameters' is not the first code cell; readers look for it there."));
        if (outputs)
            findings.AddRange(StoredOutputsLint.Check(document));
        return findings;
    }

    static void CheckOutput(List<LintFinding> findings, string place, NotebookCell cell, JsonObject output)
    {
        if ((string?)output["output_type"] == "error" && !cell.HasTag(Running.NotebookRunner.RaisesExceptionTag))
            findings.Add(
                new("error", place,
                    $"it has a stored error, {output["ename"]}; run the notebook again or tag the cell 'raises-exception'."));
        var parts = output["data"] is JsonObject data
            ? data.AsEnumerable()
            : output["text"] is { } text ? [KeyValuePair.Create("stream", (JsonNode?)text)] : [];
        foreach (var (mimeType, content) in parts)
        {
            var stored = content?.ToJsonString() ?? "";
            if (stored.Length > OutputLimit)
                findings.Add(new("output-size", place, string.Create(CultureInfo.InvariantCulture,
                    $"{mimeType} takes {stored.Length >> 10} KiB, more than {OutputLimit >> 10}; show less, or a smaller picture.")));
            if (mimeType == "text/html" && RemoteScript().IsMatch(Multiline.Join(content)))
                findings.Add(new("remote-script", place,
                    "the HTML loads a script or style from the network and is blank offline; use a figure with a static picture."));
        }
    }

    const string Roots = "home|root|Users|tmp|mnt|var|opt|srv|usr|work|workspaces?|content|private|scratch";

    [GeneratedRegex($"""(?<![\w.:/])(?:/(?:{Roots})/[\w./-]+|[A-Za-z]:\\[\w.\\-]+)""")]
    internal static partial Regex AbsolutePath();

    [GeneratedRegex("""<(script|link)\b[^>]*\b(src|href)\s*=\s*["']?https?://""", RegexOptions.IgnoreCase)]
    private static partial Regex RemoteScript();
}
