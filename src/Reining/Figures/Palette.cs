namespace Reining.Figures;

/// <summary>
/// One color-blind-safe palette for all chapters: Okabe and Ito, "Color Universal Design", 2008, with the gray that is usually added.
/// A method has the same color everywhere.
/// </summary>
public static class Palette
{
    /// <summary>Text and axes.</summary>
    public const string Ink = "#333333";

    /// <summary>What is not the subject: a reference line, the grid of a comparison.</summary>
    public const string Muted = "#999999";

    /// <summary>Error bars: seen on white and on every bar, black ones included.</summary>
    internal const string ErrorBar = "#707070";

    static readonly Dictionary<string, string> Methods = new(StringComparer.Ordinal);

    // The order in which names without a color of their own take one.
    static readonly string[] Cycle = [
        "#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000", "#F0E442", "#999999", "#882255"
    ];

    /// <summary>The names that have a color of their own, in the order in which they were registered.</summary>
    public static IReadOnlyList<string> MethodNames => [.. Methods.Keys];

    /// <summary>Gives methods colors of their own, which they have in all figures.</summary>
    /// <param name="colors"><c>#RRGGBB</c> by method name.</param>
    public static void Register(IEnumerable<KeyValuePair<string, string>> colors)
    {
        ArgumentNullException.ThrowIfNull(colors);
        foreach (var (name, color) in colors)
            Methods[name] = color;
    }

    /// <summary>The color of a class label, for scatter plots.</summary>
    /// <param name="label">0 and up; repeats after ten.</param>
    /// <returns><c>#RRGGBB</c>.</returns>
    public static string Class(int label) => Cycle[(label % Cycle.Length + Cycle.Length) % Cycle.Length];

    /// <summary>The fixed color of a method; a name may go on after the method's, as in <c>RAE-L2, validation</c>.</summary>
    /// <param name="name">A series name.</param>
    /// <returns><c>#RRGGBB</c>, or null when the name does not begin with a known method.</returns>
    public static string? Method(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var end = name.IndexOfAny([' ', ',', ':', '(', '/']);
        return Methods.GetValueOrDefault(end < 0 ? name : name[..end]);
    }

    /// <summary>A color for each of several series: the method's own, else the next one that no method in the list has.</summary>
    /// <param name="names">The series of one figure.</param>
    /// <returns>One <c>#RRGGBB</c> for each name.</returns>
    public static string[] For(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var taken = names.Select(Method).OfType<string>().ToHashSet();
        var free = Cycle.Where(c => !taken.Contains(c)).DefaultIfEmpty(Ink).ToArray();
        var next = 0;
        return [.. names.Select(n => Method(n) ?? free[next++ % free.Length])];
    }
}
