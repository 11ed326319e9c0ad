using System.Net;
using System.Text.RegularExpressions;

namespace Notebooks.Tests;

/// <summary>The pages that <c>reproduce</c> leaves: every link within them leads somewhere, every picture has words for it.</summary>
public sealed partial class PageTests
{
    [Fact]
    public void GivenAReproduction_WhenItsPagesAreRead_ThenEveryLocalLinkLeadsToAFile()
    {
        var pages = Directory.GetFiles(Path.Combine(Reproduction.Folder, "notebooks"), "*.html").Append(Index).ToList();
        Assert.True(pages.Count > 2);
        foreach (var page in pages)
        {
            var html = Scripts().Replace(File.ReadAllText(page), "");
            foreach (var link in Links().Matches(html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)))
            {
                if (link.Length == 0 || link[0] == '#' || Uri.TryCreate(link, UriKind.Absolute, out _))
                    continue;
                var target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(link.Split('#')[0])));
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{page}: '{link}' leads to {target}, which is not there");
            }
        }
    }

    [Fact]
    public void GivenAReproduction_WhenItsIndexIsRead_ThenChaptersVerdictsAndNotebooksStandOnIt()
    {
        var html = File.ReadAllText(Index);
        Assert.Contains("From variational to deterministic autoencoders", html, StringComparison.Ordinal);
        Assert.Contains("notebooks/01-why-vaes-blur.html", html, StringComparison.Ordinal);
        Assert.Contains("? undecided", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.DoesNotContain(".ipynb", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<(script|link|img)[^>]+(src|href)=\"https?:", html);
        Assert.All(Pictures().Matches(html), picture => Assert.Matches("alt=\"[^\"]+\"", picture.Value));
    }

    static string Index => Path.Combine(Reproduction.Folder, "index.html");

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("<script.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();

    [GeneratedRegex("<img[^>]*>")]
    private static partial Regex Pictures();
}
