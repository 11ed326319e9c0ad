using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Reining.Kernel.Documents;

/// <summary>
/// The Markdown cells of one page: GitHub's Markdown, formulas, pictures embedded, links to files as they are seen from the page.
/// </summary>
sealed partial class MarkdownPage(string folder, string pageFolder, PageLinks links)
{
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseEmphasisExtras().UseTaskLists().UseAutoLinks().UseFootnotes().UseMathematics().Build();

    readonly List<MarkdownHeading> _headings = [];

    /// <summary>The headings rendered so far.</summary>
    public IReadOnlyList<MarkdownHeading> Headings => _headings;

    /// <summary>The first heading of the first level, or null.</summary>
    public string? Title => _headings.FirstOrDefault(heading => heading.Level == 1)?.Text;

    /// <summary>The HTML of a cell.</summary>
    public string Render(NotebookCell cell) => Render(cell.Source, cell.Extra["attachments"] as JsonObject);

    /// <summary>The HTML of a text.</summary>
    public string RenderText(string text) => Render(text, attachments: null);

    string Render(string text, JsonObject? attachments)
    {
        var parsed = Markdown.Parse(text, Pipeline);
        foreach (var heading in parsed.Descendants<HeadingBlock>())
            AddHeading(heading);
        foreach (var link in parsed.Descendants<LinkInline>().ToArray())
        {
            if (link.IsImage)
                Embed(link, attachments);
            else
                link.Url = FromPage(link.Url ?? "");
        }
        foreach (var math in parsed.Descendants<MathInline>().ToArray())
        {
            if (TexMath.ToMathMl(math.Content.ToString(), block: false) is { } formula)
                math.ReplaceBy(new HtmlInline(formula));
        }
        foreach (var math in parsed.Descendants<MathBlock>().ToArray())
        {
            if (math.Parent is { } parent && TexMath.ToMathMl(math.Lines.ToString().Trim(), block: true) is { } formula)
                parent[parent.IndexOf(math)] = new HtmlBlock(new HtmlBlockParser()) { Lines = new StringLineGroup(formula) };
        }
        foreach (var html in parsed.Descendants<HtmlInline>())
            html.Tag = RawHtml(html.Tag, attachments);
        foreach (var block in parsed.Descendants<HtmlBlock>())
            block.Lines = new StringLineGroup(RawHtml(block.Lines.ToString(), attachments));
        return parsed.ToHtml(Pipeline).Replace("<table>", "<div class=\"wide\"><table>", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal);
    }

    // Pictures and links that a cell writes as HTML are treated as Markdown's are.
    string RawHtml(string html, JsonObject? attachments) => Reference().Replace(html, match =>
    {
        var url = WebUtility.HtmlDecode(match.Groups["url"].Value);
        var isPicture = match.Groups["tag"].Value.Equals("img", StringComparison.OrdinalIgnoreCase);
        var seen = isPicture ? Picture(url, attachments) : FromPage(url);
        return match.Groups["before"].Value + WebUtility.HtmlEncode(seen ?? url) + match.Groups["after"].Value;
    });

    void AddHeading(HeadingBlock heading)
    {
        var words = string.Concat(heading.Inline?.Descendants().Select(inline => inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            _ => "",
        }) ?? []).Trim();
        var id = words.Replace(' ', '-');
        for (var copy = 2; _headings.Any(other => other.Id == id); copy++)
            id = $"{words.Replace(' ', '-')}-{copy}";
        heading.GetAttributes().Id = id;
        _headings.Add(new MarkdownHeading(heading.Level, words, id));
    }

    void Embed(LinkInline picture, JsonObject? attachments)
    {
        if (Picture(picture.Url ?? "", attachments) is { } embedded)
            picture.Url = embedded;
        else
            picture.IsImage = false; // a page without a network shows a link where the notebook has a picture from elsewhere
    }

    // Null for a picture of the network.
    string? Picture(string url, JsonObject? attachments)
    {
        if (url.StartsWith("data:", StringComparison.Ordinal))
            return url;
        if (url.Contains("://", StringComparison.Ordinal))
            return null;
        return url.StartsWith("attachment:", StringComparison.Ordinal)
            ? Attachment(attachments, url["attachment:".Length..])
            : FromFile(url);
    }

    string FromPage(string url)
    {
        if (url.Length == 0 || url[0] is '#' or '/' || Uri.TryCreate(url, UriKind.Absolute, out _))
            return url;
        var end = url.IndexOfAny(['#', '?']);
        var (path, rest) = end < 0 ? (url, "") : (url[..end], url[end..]);
        var file = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        if (links.Notebooks.Contains(file))
            return Uri.EscapeDataString(Path.ChangeExtension(file, ".html")) + rest;
        var seen = Path.GetRelativePath(Path.GetFullPath(pageFolder), Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(path))));
        return string.Join('/', seen.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)) + rest;
    }

    static string Attachment(JsonObject? attachments, string name)
    {
        if (attachments?[Uri.UnescapeDataString(name)] is not JsonObject { Count: > 0 } bundle)
            throw new DocumentException($"Export HTML: expected the attachment '{name}' in its cell, found none.");
        var (mimeType, content) = bundle.First();
        return $"data:{mimeType};base64,{Multiline.Join(content).Trim()}";
    }

    string FromFile(string url)
    {
        var path = Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(url)));
        var mimeType = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".svg" => "image/svg+xml",
            ".webp" => "image/webp",
            var other => throw new DocumentException($"Export HTML: expected a picture (png, jpg, gif, svg, webp), got '{url}' ({other})."),
        };
        if (!File.Exists(path))
            throw new DocumentException($"Export HTML: expected the picture '{url}' of a Markdown cell at {path}, found none.");
        return $"data:{mimeType};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
    }

    [GeneratedRegex("""(?<before><(?<tag>img|a)\b[^>]*?\b(?:src|href)\s*=\s*["'])(?<url>[^"']*)(?<after>["'])""", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();
}
