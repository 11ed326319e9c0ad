using System.CommandLine;
using Reining.Chapters;

namespace Reining.Cli;

/// <summary>Chapters and parts by their names on the command line.</summary>
/// <param name="chapters">The chapters there are.</param>
sealed class Selection(IReadOnlyList<Chapter> chapters)
{
    /// <summary>The name of everything.</summary>
    public const string All = "all";

    /// <summary>Every name that <see cref="Of"/> takes.</summary>
    public IEnumerable<string> Names => [All, .. chapters.SelectMany(c => c.Parts.Select(p => p.Name).Prepend(c.Name))];

    /// <summary>The names with what they stand for, for the help.</summary>
    public string Help => string.Join("; ", chapters.Select(c => $"{c.Name} ({string.Join(", ", c.Parts.Select(Words))})"));

    static string Words(ChapterPart part) => $"{part.Name}: {part.Contents}{(part.IsApart ? ", only if named" : "")}";

    /// <summary>The argument for <see cref="Of"/>; what looks like an option is refused, not taken for a chapter.</summary>
    /// <param name="description">Its help.</param>
    /// <param name="least">How many names it takes at least.</param>
    public static Argument<string[]> Argument(string description, int least)
    {
        var names = new Argument<string[]>("chapter")
        {
            Description = description,
            Arity = new ArgumentArity(least, 1000),
            DefaultValueFactory = least == 0 ? _ => [] : null,
        };
        names.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } option)
                result.AddError($"expected a chapter or an option, got '{option.Value}'");
        });
        return names;
    }

    /// <summary>The parts of these names, by chapter.</summary>
    /// <param name="names">Chapters or parts; none for all. A part apart must be named.</param>
    /// <param name="withApart">Parts apart need not be named.</param>
    /// <exception cref="ArgumentException">There is no such chapter or part.</exception>
    public IReadOnlyList<(Chapter Chapter, IReadOnlyList<ChapterPart> Parts)> Of(
        IReadOnlyCollection<string> names, bool withApart = false)
    {
        var unknown = names.Except(Names).FirstOrDefault();
        if (unknown is not null)
            throw new ArgumentException($"Chapter: expected {string.Join(" or ", Names)}, got '{unknown}'.{Nearest.Hint(unknown, Names)}");
        bool Chosen(string name) => names.Count == 0 || names.Contains(All) || names.Contains(name);
        return
        [
            .. from chapter in chapters
               let parts = chapter.Parts
                   .Where(p => names.Contains(p.Name) || (Chosen(chapter.Name) && (withApart || !p.IsApart))).ToList()
               where parts.Count > 0
               select (chapter, (IReadOnlyList<ChapterPart>)parts),
        ];
    }
}
