using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>
/// Writes a notebook as one HTML page that works from a file, without a network: pictures, styles and plotly.js are inside.
/// </summary>
/// <remarks>
/// Code is highlighted, Markdown rendered, figures are interactive. Formulas become MathML; what that cannot say stays TeX, in a
/// mathematical typeface.
/// </remarks>
public sealed class HtmlExporter
{
    static readonly string Style = Resource("page.css"), Script = Resource("page.js");

    readonly NotebookDocument _document;
    readonly HtmlExportOptions _options;
    readonly MarkdownPage _markdown;
    readonly HtmlOutputs _outputs;

    HtmlExporter(NotebookDocument document, HtmlExportOptions options)
    {
        this._document = document;
        this._options = options;
        _markdown = new MarkdownPage(options.Folder, options.PageFolder, options.Links);
        _outputs = new HtmlOutputs(new HiddenPaths(options.Folder));
    }

    /// <summary>Makes the page.</summary>
    /// <param name="document">The notebook, usually an executed one.</param>
    /// <param name="options">Title, folder, and the source of plotly.js.</param>
    /// <returns>The page's HTML.</returns>
    /// <exception cref="DocumentException">A picture in Markdown is missing, or there is a figure and no plotly.js.</exception>
    public static string Export(NotebookDocument document, HtmlExportOptions options) => new HtmlExporter(document, options).Page();

    string Page()
    {
        var body = new StringBuilder();
        foreach (var cell in _document.Cells)
            AppendCell(body, cell);
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append(CultureInfo.InvariantCulture,
            $"<title>{Encode(_markdown.Title ?? _options.FallbackTitle)}</title>\n<style>\n{Style}</style>\n");
        if (_outputs.HasFigure)
            page.Append("<script>").Append(PlotlySource()).Append("</script>\n");
        page.Append("</head>\n<body>\n");
        AppendContents(page);
        page.Append("<main>\n").Append(body).Append(Footer()).Append("</main>\n");
        if (_outputs.HasFigure)
            page.Append("<script>\n").Append(Script).Append("</script>\n");
        return page.Append("</body>\n</html>\n").ToString();
    }

    void AppendCell(StringBuilder body, NotebookCell cell)
    {
        if (cell.HasTag("remove-cell") || cell.HasTag(NotebookParameters.InjectedTag)) // the page's end names the parameters
            return;
        switch (cell.Kind)
        {
            case CellKind.Markdown:
                body.Append("<section class=\"text\">\n").Append(_markdown.Render(cell)).Append("</section>\n");
                return;
            case CellKind.Raw:
                AppendRaw(body, cell);
                return;
        }
        body.Append("<section class=\"code\">\n");
        if (!cell.HasTag("remove-input") && cell.Source.Length > 0)
            AppendSource(body, cell);
        if (!cell.HasTag("remove-output"))
            AppendOutputs(body, cell);
        body.Append("</section>\n");
    }

    void AppendOutputs(StringBuilder body, NotebookCell cell)
    {
        var folded = cell.HasTag("hide-output") && cell.Outputs.Count > 0;
        if (folded)
            body.Append("<details class=\"result\"><summary>Show the result</summary>\n");
        foreach (var output in cell.Outputs)
            body.Append(_outputs.Render(output, _markdown.RenderText));
        if (folded)
            body.Append("</details>\n");
    }

    // As nbconvert has it: raw HTML goes into a page as it is, raw text of no stated type is shown, that for other formats is not.
    static void AppendRaw(StringBuilder body, NotebookCell cell)
    {
        switch ((string?)(cell.Metadata["format"] ?? cell.Metadata["raw_mimetype"]))
        {
            case "text/html":
                body.Append("<section class=\"text\">\n").Append(cell.Source).Append("\n</section>\n");
                break;
            case null or "":
                body.Append("<pre class=\"raw\">").Append(Encode(cell.Source)).Append("</pre>\n");
                break;
        }
    }

    static void AppendSource(StringBuilder body, NotebookCell cell)
    {
        var folded = cell.HasTag("hide-input");
        if (folded)
            body.Append("<details><summary>").Append(Encode(cell.Headline())).Append("</summary>\n");
        body.Append(CultureInfo.InvariantCulture, $"<pre class=\"source\"><code>{CodeHighlighter.ToHtml(cell.Source)}</code></pre>\n");
        if (folded)
            body.Append("</details>\n");
    }

    void AppendContents(StringBuilder page)
    {
        if (_options.Links.Home is { } home)
            page.Append(CultureInfo.InvariantCulture, $"<nav><a href=\"{Encode(home)}\">← all results</a></nav>\n");
        var headings = _markdown.Headings.Where(heading => heading.Level == 2).ToArray();
        if (headings.Length < 2)
            return;
        // Headings that bring their numbers along are not numbered again.
        var kind = headings.All(heading => heading.Text.Length > 0 && !char.IsAsciiDigit(heading.Text[0])) ? "" : " class=\"numbered\"";
        page.Append(CultureInfo.InvariantCulture, $"<nav aria-label=\"Contents\"><ol{kind}>\n");
        foreach (var heading in headings)
            page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{Encode(heading.Id)}\">{Encode(heading.Text)}</a></li>\n");
        page.Append("</ol></nav>\n");
    }

    string Footer()
    {
        if (_document.Metadata["reining"]?["run"] is not JsonObject run)
            return "";
        var total = run["seconds"] is JsonObject seconds ? seconds.Sum(pair => (double?)pair.Value ?? 0) : 0;
        var parameters = (run["parameters"] as JsonObject)?.Where(pair => !Path.IsPathRooted(pair.Value?.ToString() ?? ""))
            .Select(pair => $"{pair.Key} = {pair.Value}").ToArray();
        string?[] facts =
        [
            (string?)run["runtime"], (string?)run["platform"], run["commit"] is { } commit ? $"commit {commit}" : null,
            string.Create(CultureInfo.InvariantCulture, $"{total:F1} s in all"),
            run["status"]?.ToString() is { } status and not "ok" ? status : null,
            parameters is { Length: > 0 } ? string.Join(", ", parameters) : null,
        ];
        return $"<footer>Run with {Encode(string.Join(" · ", facts.Where(fact => fact is not null)))}</footer>\n";
    }

    string PlotlySource()
    {
        if (_options.PlotlyScript is null)
            throw new DocumentException(
                "Export HTML: the notebook has figures; expected the source of plotly.js, got none; set HtmlExportOptions.PlotlyScript.");
        // The only text that could end the script element early.
        return _options.PlotlyScript().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
    }

    static string Resource(string name)
    {
        using var stream = typeof(HtmlExporter).Assembly.GetManifestResourceStream($"Reining.Kernel.Documents.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    static string Encode(string text) => WebUtility.HtmlEncode(text);
}
