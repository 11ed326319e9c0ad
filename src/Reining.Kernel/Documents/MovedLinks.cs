using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Reining.Kernel.Documents;

/// <summary>
/// Links and pictures of a notebook that is written to another folder than it came from: they go on naming the same files.
/// </summary>
public static partial class MovedLinks
{
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePreciseSourceLocation().UsePipeTables().UseFootnotes()
        .Build();

    /// <summary>Rewrites relative links in Markdown cells where the file they name exists.</summary>
    /// <param name="document">The notebook, which is changed.</param>
    /// <param name="from">The folder it came from.</param>
    /// <param name="to">The folder it goes to.</param>
    public static void Rewrite(NotebookDocument document, string from, string to)
    {
        var (source, target) = (Path.GetFullPath(from), Path.GetFullPath(to));
        if (source == target)
            return;
        foreach (var cell in document.Cells.Where(cell => cell.Kind == CellKind.Markdown))
            cell.Source = Rewrite(cell.Source, source, target);
    }

    static string Rewrite(string text, string from, string to)
    {
        var parsed = Markdown.Parse(text, Pipeline);
        var spans = parsed.Descendants<LinkInline>().Select(link => link.UrlSpan)
            .Concat(parsed.Descendants<LinkReferenceDefinition>().Select(definition => definition.UrlSpan))
            .Where(span => !span.IsEmpty && span.End < text.Length).Select(span => (span.Start, span.Length))
            .Concat(HtmlReference().Matches(text).Select(match => (match.Groups["url"].Index, match.Groups["url"].Length)))
            .Distinct().OrderByDescending(span => span.Item1);
        foreach (var (start, length) in spans)
        {
            if (Moved(text.Substring(start, length), from, to) is { } moved)
                text = string.Concat(text.AsSpan(0, start), moved, text.AsSpan(start + length));
        }
        return text;
    }

    static string? Moved(string url, string from, string to)
    {
        var end = url.IndexOfAny(['#', '?']);
        var (path, rest) = end < 0 ? (url, "") : (url[..end], url[end..]);
        if (path.Length == 0 || path[0] is '/' or '<' || path.Contains(':', StringComparison.Ordinal))
            return null;
        var file = Path.GetFullPath(Path.Combine(from, Uri.UnescapeDataString(path)));
        if (!File.Exists(file) && !Directory.Exists(file))
            return null;
        var seen = Path.GetRelativePath(to, file).Split(Path.DirectorySeparatorChar);
        return string.Join('/', seen.Select(Uri.EscapeDataString)) + rest;
    }

    [GeneratedRegex("""<(?:img|a)\b[^>]*?\b(?:src|href)\s*=\s*["'](?<url>[^"']*)["']""", RegexOptions.IgnoreCase)]
    private static partial Regex HtmlReference();
}
