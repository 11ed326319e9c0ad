using System.Net;
using System.Text;
using Reining.Chapters;
using Reining.Torch;

namespace Reining.Cli;

/// <summary>
/// <c>out/index.html</c>: every chapter with its question, picture, verdicts, and what ran where and how long. Made from the files of the
/// output folder alone, so it is right whatever was run last; it works without a network, on a phone and in the dark.
/// </summary>
static class IndexPage
{
    const string Name = "index.html";

    /// <summary>Writes the page.</summary>
    /// <param name="folder">Output folder.</param>
    /// <param name="chapters">All chapters.</param>
    /// <param name="report">All claims.</param>
    /// <returns>Its path.</returns>
    public static string Write(string folder, IReadOnlyList<Chapter> chapters, ClaimReport report)
    {
        var page = new StringBuilder();
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Reining Notebooks: results</title>
            <style>{Style()}</style>
            </head>
            <body>
            <main>
            <h1>Reining Notebooks: results</h1>
            <p>Partha Ghosh's thesis <em>Reining in the Deep Generative Models</em> (Tübingen, 2023), run on this machine. A claim is a
            sentence of the thesis turned into a comparison of measured numbers, with a margin that was fixed before. Its verdict comes from
            an interval over seeds, that is, over repeated trainings. One seed decides nothing: its claims are undecided, and the first
            look says how many of their comparisons hold. Three seeds: <code>--profile standard</code>.</p>
            <p class="counts">{Counts(report.Claims)}</p>

            """);
        foreach (var chapter in chapters)
            Append(page, chapter, folder, report);
        page.Append("</main>\n</body>\n</html>\n");
        var path = Path.Combine(folder, Name);
        AtomicFile.WriteText(path, page.ToString());
        return path;
    }

    static void Append(StringBuilder page, Chapter chapter, string folder, ClaimReport report)
    {
        var claims = report.Claims.Where(c => c.Id.StartsWith(chapter.Name + "/", StringComparison.Ordinal)).ToList();
        var parts = chapter.Parts.Select(p => (p.Contents, File: Path.Combine(folder, chapter.Name, $"{p.Name}.json")))
            .Where(p => File.Exists(p.File)).Select(p => (p.Contents, Stored: StoredMeasurements.Load(p.File))).ToList();
        page.Append(
            $"<section id=\"{Text(chapter.Name)}\">\n<h2>{Text(chapter.Title)}</h2>\n<p class=\"question\">{Text(chapter.Question)}</p>\n");
        if (claims.Count == 0)
        {
            page.Append($"<p>Not run yet: <code>./reining run {Text(chapter.Name)}</code>.</p>\n</section>\n");
            return;
        }
        page.Append($"<p class=\"counts\">{Counts(claims)}{FirstLooks(claims)}</p>\n");
        var pages = chapter.Notebooks
            .Select(n => (Name: Path.GetFileNameWithoutExtension(n), File: $"notebooks/{Path.GetFileNameWithoutExtension(n)}.html"))
                .Where(n => File.Exists(Path.Combine(folder, n.File))).ToList();
        if (pages.Count > 0)
            page.Append($"<p>Notebooks: {string.Join(", ", pages.Select(p => $"<a href=\"{Text(p.File)}\">{Text(p.Name)}</a>"))}</p>\n");
        if (parts.SelectMany(p => p.Stored.Figures).FirstOrDefault() is { } figure)
        {
            page.Append(
                $"<figure><img src=\"{Text($"{chapter.Name}/{figure.Name}.png")}\" alt=\"{Text(figure.Caption)}\" loading=\"lazy\">");
            page.Append($"<figcaption>{Text(figure.Title)}. {Text(figure.Caption)}.</figcaption></figure>\n");
        }
        page.Append("<div class=\"wide\"><table>\n<thead><tr><th>verdict</th><th>claim</th><th>numbers</th></tr></thead>\n<tbody>\n");
        foreach (var claim in claims)
        {
            page.Append($"<tr id=\"{Text(claim.Id)}\"><td>{Badge(claim.Verdict)}{FirstLook(claim)}</td>");
            page.Append($"<td><b>{Text(claim.Id)}</b> {Text(claim.Statement)}</td>");
            page.Append($"<td>{Text(claim.Why)}</td></tr>\n");
        }
        page.Append("</tbody>\n</table></div>\n");
        foreach (var (contents, made) in parts.Select(p => (p.Contents, p.Stored.Provenance)))
        {
            var time = ExperimentProgress.Words(TimeSpan.FromSeconds(made.Seconds));
            page.Append($"<p class=\"made\">{Text($"{contents}: {made}; {time}, all experiments added up")}</p>\n");
        }
        page.Append("</section>\n");
    }

    static string Counts(IReadOnlyCollection<ClaimResult> claims) => string.Join(" ",
        claims.CountBy(c => c.Verdict).OrderBy(c => c.Key).Select(c => $"{Badge(c.Key, FormattableString.Invariant($"{c.Value} "))}"));

    // Of claims that one seed leaves open.
    static string FirstLooks(IReadOnlyCollection<ClaimResult> claims)
    {
        var open = claims.Where(IsFirstLook).ToList();
        var (all, none) = (open.Count(c => c.Comparisons.All(x => x.FirstLook)), open.Count(c => !c.Comparisons.Any(x => x.FirstLook)));
        return open.Count == 0 ? ""
            : $" <span class=\"first\">first look: {all} look right, {none} look wrong, {open.Count - all - none} in part</span>";
    }

    static string FirstLook(ClaimResult claim)
    {
        if (!IsFirstLook(claim))
            return "";
        var holding = claim.Comparisons.Count(c => c.FirstLook);
        var sign = holding == claim.Comparisons.Count ? "✓" : holding == 0 ? "✗" : "~";
        return $" <span class=\"first\">{sign} {holding} of {claim.Comparisons.Count}</span>";
    }

    static bool IsFirstLook(ClaimResult claim) => claim is { Verdict: Verdict.Undecided, Seeds.Count: 1, Comparisons.Count: > 0 };

    static string Badge(Verdict verdict, string before = "")
    {
        var (style, sign) = verdict switch
        {
            Verdict.Holds => ("holds", "✓"),
            Verdict.Fails => ("fails", "✗"),
            Verdict.Undecided => ("undecided", "?"),
            Verdict.PremiseFailed => ("premise", "⊘"),
            _ => ("untested", "–"),
        };
        return $"<span class=\"badge {style}\">{sign} {before}{verdict.Words()}</span>";
    }

    static string Text(string text) => WebUtility.HtmlEncode(text);

    static string Style()
    {
        using var reader = new StreamReader(typeof(IndexPage).Assembly.GetManifestResourceStream("Reining.Cli.index.css")!);
        return reader.ReadToEnd();
    }
}
