using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Reining.Kernel.Display;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Documents;

/// <summary>
/// Looks whether a notebook can be read without being run: every cell's output is there, small, and readable anywhere and by everyone.
/// </summary>
static partial class StoredOutputsLint
{
    /// <summary>Tag of a cell that shows nothing.</summary>
    public const string NoOutputTag = "no-output";

    const int NotebookLimit = 2_000_000;

    static readonly string[] Silent = [NoOutputTag, NotebookParameters.Tag, NotebookParameters.InjectedTag];

    public static IEnumerable<LintFinding> Check(NotebookDocument document)
    {
        var size = Encoding.UTF8.GetByteCount(NotebookFile.ToText(document));
        if (size > NotebookLimit)
            yield return new("notebook-size", "notebook", string.Create(CultureInfo.InvariantCulture,
                $"it takes {size / 1e6:F1} MB, more than {NotebookLimit / 1e6:F0} MB; show fewer or smaller pictures."));
        foreach (var (index, cell) in document.Cells.Index())
        {
            var place = $"cell {index + 1} ({cell.Id})";
            if (IsMissing(document, cell))
                yield return new("output-missing", place,
                    $"it has no stored output; run the notebook and store it, or tag the cell '{NoOutputTag}' if it shows nothing.");
            foreach (var output in cell.Outputs)
            {
                foreach (var (rule, message) in Check(output))
                    yield return new(rule, place, message);
            }
        }
    }

    static IEnumerable<(string Rule, string Message)> Check(JsonObject output)
    {
        var data = output["data"] as JsonObject ?? new JsonObject { ["text/plain"] = (output["text"] ?? output["traceback"])?.DeepClone() };
        foreach (var (mimeType, content) in data)
        {
            if (mimeType.StartsWith("image/", StringComparison.Ordinal))
            {
                if (!HasAlternative(mimeType, data, output["metadata"] as JsonObject))
                    yield return ("alt-text",
                        $"its picture ({mimeType}) has no text for who cannot see it; set metadata 'alt', or show it by a type that does.");
                continue;
            }
            var text = MimeBundle.IsJson(mimeType) ? content?.ToJsonString() ?? "" : Multiline.Join(content);
            foreach (Match path in NotebookLint.AbsolutePath().Matches(text))
                yield return ("absolute-path",
                    $"its output names {path.Value}, which exists on one machine only; print a path relative to the notebook.");
            if (mimeType == "text/html" && PictureWithoutText().IsMatch(text))
                yield return ("alt-text", "a picture in its HTML has no text for who cannot see it; write alt=\"…\" into the <img>.");
        }
    }

    static bool IsMissing(NotebookDocument document, NotebookCell cell) =>
        cell.Outputs.Count == 0 && document.Runnable().Contains(cell) && !Silent.Any(cell.HasTag) && !Declares(cell.Source);

    // Only directives, usings, types and functions: nothing runs.
    static bool Declares(string source) => CSharpSyntaxTree.ParseText(source, CSharpEngine.ParseOptions).GetCompilationUnitRoot().Members
        .All(member => member is BaseTypeDeclarationSyntax or MethodDeclarationSyntax or DelegateDeclarationSyntax);

    static bool HasAlternative(string mimeType, JsonObject data, JsonObject? metadata) =>
        (metadata?[mimeType] as JsonObject)?["alt"] is not null || metadata?["alt"] is not null
        || data["text/plain"] is { } plain && Multiline.Join(plain).Trim() is { Length: > 0 } text && !BytesOnly().IsMatch(text);

    [GeneratedRegex("""<img\b(?![^>]*\balt\s*=\s*["']?[^"'\s>])""", RegexOptions.IgnoreCase)]
    private static partial Regex PictureWithoutText();

    // What a picture made of bytes says of itself.
    [GeneratedRegex(@"^\w+ picture, \d+ bytes$")]
    private static partial Regex BytesOnly();
}
