using Reining.Figures;
using Reining.Torch;

namespace Reining.Chapters;

/// <summary>Finished parts of a chapter: measurements, tables, figures, claims.</summary>
/// <param name="Chapter">The chapter.</param>
/// <param name="Parts">Those of its parts that were run.</param>
public sealed record ChapterResult(Chapter Chapter, IReadOnlyList<PartRun> Parts)
{
    /// <summary>What was measured, each once.</summary>
    public IReadOnlyList<Measurement> Measurements =>
        [.. Parts.SelectMany(p => p.Experiments).DistinctBy(e => e.Path).SelectMany(e => e.Results())];

    /// <summary>The claims, judged.</summary>
    public IEnumerable<ClaimResult> Claims => Parts.SelectMany(p => p.Claims);

    /// <summary>All tables by file name.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables => Parts.SelectMany(p => p.Part.Tables(p));

    /// <summary>All figures by file name.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures => Parts.SelectMany(p => p.Part.Figures(p));

    /// <summary>
    /// Writes <c>OUT/CHAPTER</c>: <c>PART.json</c> with the measurements of each part, tables as <c>.csv</c> and <c>.md</c>, figures as
    /// <c>.png</c>; each Markdown table ends with what made it.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string outFolder)
    {
        var folder = Path.Combine(outFolder, Chapter.Name);
        foreach (var part in Parts.Where(p => p.IsWhole))
        {
            var figures = part.Part.Figures(part).ToList();
            new StoredMeasurements(part.Provenance, part.Claims, part.Measurements)
            {
                Figures = [.. figures.Select(f => new StoredFigure(f.Name, f.Figure.Title, f.Figure.AltText))],
            }.Save(Path.Combine(folder, $"{part.Part.Name}.json"));
            foreach (var (name, table) in part.Part.Tables(part))
            {
                table.Save(Path.Combine(folder, $"{name}.csv"));
                AtomicFile.WriteText(Path.Combine(folder, $"{name}.md"), $"{table.ToMarkdown()}\nMade by: {part.Provenance}.\n");
            }
            foreach (var (name, figure) in figures)
                figure.Save(Path.Combine(folder, $"{name}.png"));
        }
    }
}
