using Reining.Figures;
using Reining.Worlds;

namespace Reining.Chapters.PixelConditioning;

/// <summary>Tables and figures of the chapter.</summary>
/// <param name="run">The finished part.</param>
/// <param name="world">Whose faces it is about; null for the synthetic heads.</param>
public sealed class ConditioningResults(PartRun run, IFaceWorld? world = null)
{
    /// <summary>Those of which a figure has room.</summary>
    static readonly ConditioningModel[] Drawn =
    [
        ConditioningModel.Pixel, ConditioningModel.Render, ConditioningModel.Normals, ConditioningModel.Mirrored, ConditioningModel.Shifted,
        ConditioningModel.V2, ConditioningModel.V4, ConditioningModel.None,
    ];

    static readonly string[] Groups = [.. HeadParameters.Groups.Select(g => g.Name)];

    /// <summary>Sizes of the run.</summary>
    public ConditioningProfile Profile { get; } = ConditioningProfile.Profiles.Named(run.Request.Profile);

    /// <summary>All tables by file name.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables =>
    [
        ("association", Associations()), ("meshes", Meshes()), ("quality", Quality()), ("styles", Styles()), ("factors", SingleFactors()),
        ("disentanglement", DisentanglementScores()), ("choices", Choices()),
    ];

    /// <summary>All figures by file name.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures => [("association", OverTraining()), ("perturbed", Perturbed())];

    /// <summary>Correlation of what was asked for with what the judge reads, by group.</summary>
    public ResultTable Associations() => SeedTable.Of(
        "Correlation of what was asked for with what is read off the picture", "generator", Rows,
        [.. Groups.Append(Association.Geometry).Select(g => new SeedColumn(g, m => m[$"{Association.Correlation}.{g}"]))]);

    /// <summary>Distances of meshes.</summary>
    public ResultTable Meshes() => SeedTable.Of(
        $"Distance of meshes, asked for and read off, in {(world ?? SynthHeads.World).MeshUnit}", "generator", Rows,
        [.. new[] { "shape", "expression", "pose" }.Select(p => new SeedColumn(p, m => m[$"{Association.Mesh}.{p}"]))]);

    /// <summary>Fréchet distances, none of Inception features; real photos of other heads give the floor.</summary>
    public ResultTable Quality() => SeedTable.Of(
        "Fréchet distance from real photos", "generator", Rows,
        new SeedColumn("on random features", m => m[Association.FrechetRandom], "0.000"),
        new SeedColumn("on the judge's features", m => m[Association.FrechetJudge], "0.000"));

    /// <summary>What latents move beside conditions, and how textures hold.</summary>
    public ResultTable Styles() => SeedTable.Of(
        "Variance by latents over variance by conditions; colors of skin points", "generator", Generated,
        [
            .. Groups.Select(g => new SeedColumn(g, m => m[$"{GeneratorMeasures.Style}.{g}"])),
            new("texture, other pose over other latent", m => m[GeneratorMeasures.TextureRatio]),
            new("picture follows a shift", m => m[GeneratorMeasures.Follows]),
        ]);

    /// <summary>How far a factor that is changed alone moves beside the others.</summary>
    public ResultTable SingleFactors() => SeedTable.Of(
        "Move of a factor that is changed alone, over the largest move of another", "generator", Varied,
        [.. Groups.Select(g => new SeedColumn(g, m => m[$"{Disentanglement.Alone}.{g}"]))]);

    /// <summary>Disentanglement Scores; real photos in which one factor varies give the ceiling.</summary>
    public ResultTable DisentanglementScores() => SeedTable.Of(
        "Disentanglement Score: product of its move over that of each other factor", "generator", Varied,
        [.. Groups.Select(g => new SeedColumn(g, m => m[$"{Disentanglement.Score}.{g}"], "0.0"))]);

    /// <summary>How often the judge takes the picture of pixel conditions for the better match.</summary>
    public ResultTable Choices()
    {
        var seeds = run.Measurements.Where(m => m.Arm == ChoiceExperiment.Choice).ToList();
        var table = new ResultTable(
            "Which of two pictures matches what was asked for", TableColumn.Text("against"),
            TableColumn.Spread("choices for pixel, %", format: "0"));
        foreach (var rival in ConditioningModel.All.Where(m => m != ConditioningModel.Pixel))
            table.Add(rival.Name, SeedTable.Cell(seeds, m => 100 * m[ChoiceExperiment.Over(rival)]));
        return table;
    }

    /// <summary>Association of geometry while generators learn.</summary>
    public Figure OverTraining() => Figure.Curves(
        "Obedience over the training", "thousands of pictures", "correlation of geometry, asked for and read",
        [
            .. Drawn.Select(m => (m.Name, Points: Along(m.Id))).Where(l => l.Points.Count > 0)
                .Select(l => new Series(l.Name, [.. l.Points.Select(p => p.At)], [.. l.Points.Select(p => p.Value)]) { Marked = true }),
        ],
        altText: "Lines that rise to the right: correlation of geometry asked for and read off, for each generator");

    /// <summary>Fréchet distance while conditions leave the distribution that was learned.</summary>
    public Figure Perturbed() => Figure.Curves(
        "Quality under unusual conditions", "noise on shape and expression, in deviations", "Fréchet distance, random features",
        [
            .. ConditioningModel.Stressed.Select(m => (m.Name, m.Id)).Prepend(("real photos of such heads", RegressorExperiment.Judge))
                .Select(m => (m.Item1, Rows: run.Measurements
                    .Where(x => x.Model == m.Item2 && x.Arm == ConditioningExperiment.PerturbedArm).ToList()))
                .Where(l => l.Rows.Count > 0)
                .Select(l => new Series(l.Item1, PerturbedHeads.Levels, [.. PerturbedHeads.Levels.Select(level => l.Rows
                    .Where(r => r.Axis!.Value == level).Average(r => r[Association.FrechetRandom]))]) { Marked = true }),
        ],
        altText: "Lines over the noise on conditions: the Fréchet distance from ordinary photos, of real photos and of generators");

    /// <summary>The claims and their verdicts.</summary>
    public ResultTable ClaimTable() => run.ClaimTable();

    /// <summary>The experiment of a generator, by identifier, with the first seed.</summary>
    /// <exception cref="ArgumentException">No such generator.</exception>
    public ConditioningExperiment Experiment(string id) =>
        run.Experiments.OfType<ConditioningExperiment>().FirstOrDefault(e => e.Model == id) ?? throw new ArgumentException(
            $"Experiment: expected one of {string.Join(", ", ConditioningModel.All.Select(m => m.Id))}, got '{id}'.");

    List<(double At, double Value)> Along(string model) =>
    [
        .. run.Measurements.Where(m => m.Model == model && m.Axis?.Name == ConditioningExperiment.Pictures).GroupBy(m => m.Axis!.Value)
            .OrderBy(g => g.Key).Select(g => (g.Key, g.Average(m => m[$"{Association.Correlation}.{Association.Geometry}"]))),
    ];

    IEnumerable<(string Name, IReadOnlyList<Measurement> Seeds)> Rows =>
    [
        Ceiling, ("real photos of other heads (chance)", Judged(RegressorExperiment.OtherPhotos)),
        ("lit render shown as photo", Judged(RegressorExperiment.Renders)), .. Generated,
    ];

    (string Name, IReadOnlyList<Measurement> Seeds) Ceiling => ("real photos (ceiling)", Judged(RegressorExperiment.Photos));

    IEnumerable<(string Name, IReadOnlyList<Measurement> Seeds)> Varied =>
        Generated.Prepend(Ceiling)
            .Where(r => r.Seeds.All(m => Groups.All(g => m.Has($"{Disentanglement.Score}.{g}"))));

    IEnumerable<(string Name, IReadOnlyList<Measurement> Seeds)> Generated => ConditioningModel.All
        .Select(m => (m.Name, Seeds: (IReadOnlyList<Measurement>)[.. run.Measurements
            .Where(x => x.Model == m.Id && x.Arm.Length == 0 && x.Axis is null)]))
        .Where(r => r.Seeds.Count > 0);

    IReadOnlyList<Measurement> Judged(double shown) =>
        [.. run.Measurements.Where(m => m.Model == RegressorExperiment.Judge && m.Arm.Length == 0 && m.Axis?.Value == shown)];
}
