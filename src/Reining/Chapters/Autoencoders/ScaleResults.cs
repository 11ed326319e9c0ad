using Reining.Figures;

namespace Reining.Chapters.Autoencoders;

/// <summary>From which size on verdicts stand still: what each claim's comparisons say along long trainings.</summary>
/// <param name="run">The finished part.</param>
sealed class ScaleResults(PartRun run)
{
    readonly IReadOnlyList<(string Arm, double Steps)> _stops =
    [
        .. run.Measurements.Where(m => m.Axis?.Name == ScaleExperiment.Steps).Select(m => (m.Arm, m.Axis!.Value)).Distinct()
            .OrderBy(s => s.Arm.Length).ThenBy(s => s.Arm, StringComparer.Ordinal).ThenBy(s => s.Value),
    ];

    /// <summary>All tables by file name.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables => [("scale-claims", Claims()), ("scale-distances", Distances())];

    /// <summary>All figures by file name.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures => [("scale", Curves())];

    /// <summary>How many comparisons of each claim lie inside their margins, by width and steps; one seed.</summary>
    public ResultTable Claims()
    {
        var table = new ResultTable(
            "Comparisons inside their margins, one seed, by width of the nets and steps of training",
            [TableColumn.Text("claim"), .. _stops.Select(s => TableColumn.Text(Words(s)))]);
        var judged = _stops.Select(s => RaeClaims.Between(RaeScale.Models, s.Arm, s.Steps)
            .Select(c => c.Judge(run.Measurements)).ToDictionary(c => c.Id)).ToList();
        foreach (var claim in RaeClaims.Between(RaeScale.Models))
            table.Add([claim.Id, .. judged.Select(j => Share(j[claim.Id]))]);
        return table;

        static string Share(ClaimResult claim) => claim.Comparisons.Count == 0 ? "–"
            : FormattableString.Invariant($"{claim.Comparisons.Count(c => c.FirstLook)} of {claim.Comparisons.Count}");
    }

    /// <summary>Distance of samples of the mixture.</summary>
    public ResultTable Distances()
    {
        var table = new ResultTable(
            "Fréchet distance of samples of the mixture, on features of a digit classifier (not FID)",
            [TableColumn.Text("model"), .. _stops.Select(s => TableColumn.Number(Words(s)))]);
        foreach (var model in RaeScale.Models)
            table.Add([RaeModel.Named(model).Name, .. _stops.Select(s => (object?)At(model, s)?.Mixture())]);
        return table;
    }

    /// <summary>The same as lines.</summary>
    public Figure Curves() => Figure.Curves(
        "Samples of the mixture over the training", "steps", "Fréchet distance",
        [
            .. _stops.GroupBy(s => s.Arm).SelectMany((width, i) => RaeScale.Models.Select(model => new Series(
                $"{RaeModel.Named(model).Name}, {Width(width.Key)}", [.. width.Select(s => s.Steps)],
                [.. width.Select(s => At(model, s)?.Mixture() ?? double.NaN)])
            { Marked = true, Dashed = i == 0 && _stops.Any(s => s.Arm != width.Key) })),
        ],
        logY: true,
        altText: "Lines that fall to the right: distance of mixture samples over the steps of training, for each model and width");

    Measurement? At(string model, (string Arm, double Steps) stop) =>
        run.Measurements.FirstOrDefault(m => m.Model == model && m.Arm == stop.Arm && m.Axis?.Value == stop.Steps);

    static string Width(string arm) => arm.Replace("scale-w", "width ", StringComparison.Ordinal);

    static string Words((string Arm, double Steps) stop) => FormattableString.Invariant($"{Width(stop.Arm)}, {stop.Steps:0} steps");
}
