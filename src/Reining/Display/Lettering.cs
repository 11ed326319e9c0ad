using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Reining.Display;

/// <summary>
/// A font for texts of a picture: the house's, or one of the system's where the texts have characters that the house font lacks, such as
/// Chinese, Japanese and Korean. A character that no installed font has becomes a question mark, and is told of once.
/// </summary>
internal sealed class Lettering
{
    const string Prefix = "Reining fallback ";
    static readonly Lock Gate = new();
    static readonly List<SKTypeface> Fallbacks = [];
    static readonly HashSet<Rune> Told = [];
    static SKTypeface[]? _installed;

    Lettering(string family, SKTypeface face) => (Family, Face) = (family, face);

    /// <summary>The name by which <see cref="ByName"/> finds it.</summary>
    public string Family { get; }

    /// <summary>The typeface itself.</summary>
    public SKTypeface Face { get; }

    /// <summary>Gets the lines about characters that cannot be drawn; the console's error stream unless a test listens.</summary>
    internal static Action<string> Report { get; set; } = Console.Error.WriteLine;

    /// <summary>The font that has most of the texts' characters.</summary>
    /// <param name="texts">What is to be written in it.</param>
    public static Lettering For(params IEnumerable<string> texts)
    {
        var runes = texts.SelectMany(t => HouseFont.Drawable(t).EnumerateRunes()).Where(IsVisible).ToHashSet();
        if (runes.All(r => Has(HouseFont.Regular, r)))
            return new Lettering(HouseFont.Family, HouseFont.Regular);
        lock (Gate)
        {
            var best = Installed().MaxBy(face => runes.Count(r => Has(face, r)));
            if (best is null || runes.Count(r => Has(best, r)) <= runes.Count(r => Has(HouseFont.Regular, r)))
                return new Lettering(HouseFont.Family, HouseFont.Regular);
            if (!Fallbacks.Contains(best))
                Fallbacks.Add(best);
            return new Lettering(Prefix + Fallbacks.IndexOf(best), best);
        }
    }

    /// <summary>A typeface by its family's name; null if it is none of these.</summary>
    /// <param name="family">Name.</param>
    /// <param name="bold">Semibold, which the house font has.</param>
    public static SKTypeface? ByName(string family, bool bold)
    {
        if (family == HouseFont.Family)
            return bold ? HouseFont.Semibold : HouseFont.Regular;
        lock (Gate)
        {
            return family.StartsWith(Prefix, StringComparison.Ordinal)
                ? Fallbacks[int.Parse(family.AsSpan(Prefix.Length), CultureInfo.InvariantCulture)]
                : null;
        }
    }

    /// <summary>The text as this font can draw it.</summary>
    public string Drawable(string text)
    {
        var drawn = HouseFont.Drawable(text);
        var missing = drawn.EnumerateRunes().Where(r => IsVisible(r) && !Has(Face, r)).ToList();
        if (missing.Count == 0)
            return drawn;
        lock (Gate)
        {
            if (missing.Where(Told.Add).ToList() is { Count: > 0 } fresh)
                Report($"Pictures: no installed font has '{string.Concat(fresh.Distinct())}', which is drawn as '?'; install one, " +
                    "for example fonts-noto-cjk or fonts-noto-core. Interactive charts use the browser's fonts and show it.");
        }
        return string.Concat(drawn.EnumerateRunes().Select(r => IsVisible(r) && !Has(Face, r) ? "?" : r.ToString()));
    }

    static bool Has(SKTypeface face, Rune rune) => face.ContainsGlyph(rune.Value);

    static bool IsVisible(Rune rune) => !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune);

    /// <summary>One upright typeface of each installed family; opened once, and only when the house font does not do.</summary>
    static SKTypeface[] Installed() => _installed ??=
    [
        .. SKFontManager.Default.FontFamilies.Order(StringComparer.Ordinal)
            .Select(name => SKFontManager.Default.MatchFamily(name))
            .Where(face => face is not null),
    ];
}
