using SkiaSharp;

namespace Reining.Display;

/// <summary>The embedded typefaces of all pictures: the same text on every machine, also where no font is installed.</summary>
internal static class HouseFont
{
    /// <summary>Family name, as the figures ask for it.</summary>
    public const string Family = "Open Sans";

    static readonly (string Symbol, string Plain)[] Plain =
    [
        ("₀", "0"), ("₁", "1"), ("₂", "2"), ("₃", "3"), ("₄", "4"), ("₅", "5"), ("₆", "6"), ("₇", "7"), ("₈", "8"), ("₉", "9"), ("ₙ", "n"),
        ("⁻", "-"), ("→", "->"), ("←", "<-"), ("↑", "(higher is better)"), ("↓", "(lower is better)"), ("∇", "grad "), ("∈", "in"),
        ("‖", "||"), ("∥", "||"), ("ℝ", "R"), ("ℒ", "L"), ("\uFE0F", ""), ("\u200D", ""),
    ];

    static readonly Lazy<SKTypeface> RegularFace = new(() => Load("OpenSans-Regular.ttf"));
    static readonly Lazy<SKTypeface> SemiboldFace = new(() => Load("OpenSans-Semibold.ttf"));

    /// <summary>Upright text.</summary>
    public static SKTypeface Regular => RegularFace.Value;

    /// <summary>Headings.</summary>
    public static SKTypeface Semibold => SemiboldFace.Value;

    /// <summary>
    /// Text in which symbols of formulas that the font lacks are written in plain letters; what else it lacks is <see cref="Lettering"/>'s.
    /// </summary>
    /// <param name="text">Any text.</param>
    public static string Drawable(string text)
    {
        if (text.All(c => c < 0x2000)) return text;
        foreach (var (symbol, plain) in Plain) text = text.Replace(symbol, plain, StringComparison.Ordinal);
        return text;
    }

    /// <summary>Breaks a heading in two where it is wider than <paramref name="width"/> pixels at <paramref name="size"/>.</summary>
    public static string[] Lines(string text, float size, float width)
    {
        using var font = new SKFont(Semibold, size);
        if (font.MeasureText(Drawable(text)) <= width) return [text];
        var spaces = Enumerable.Range(0, text.Length).Where(i => text[i] == ' ').ToArray();
        if (spaces.Length == 0) return [text];
        var middle = spaces.MinBy(i => Math.Abs(i - text.Length / 2));
        return [text[..middle], text[(middle + 1)..]];
    }

    static SKTypeface Load(string file)
    {
        using var stream = typeof(HouseFont).Assembly.GetManifestResourceStream("Reining.Fonts." + file)
            ?? throw new InvalidOperationException(
                $"House font: expected the embedded resource Reining.Fonts.{file}, found none; build the assembly from its project file.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data)
            ?? throw new InvalidOperationException(
                $"House font: {file} is embedded but not readable as a font; restore it from the repository.");
    }
}
