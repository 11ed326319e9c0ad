using Reining.Figures;

namespace Reining.Chapters.Inversion;

/// <summary>Tables and figures of the images of three digits.</summary>
/// <param name="measurements">Of the chapter's models.</param>
sealed class StackedResults(IReadOnlyList<Measurement> measurements)
{
    static readonly InversionModel[] Models = [InversionModel.InvGan, InversionModel.LongerGan];

    /// <summary>Whether anything was measured.</summary>
    public bool Any => measurements.Any(m => m.Arm == StackedExperiment.ArmId);

    /// <summary>Modes at the end of training, and of real images.</summary>
    public ResultTable Table()
    {
        var rows = Models.Select(m => (m.Name, Of(m.Id))).ToList();
        var table = SeedTable.Of(
            "Images of three digits: modes among 1,000, of samples whose three digits are sure", "model", rows,
            new("modes", m => m[InversionKeys.Modes], "0", Best.Highest),
            new("KL to uniform, nats", m => m[InversionKeys.StackedDivergence], "0.00", Best.Lowest),
            new("sure, %", m => 100 * m[InversionKeys.Confident], "0.0", Best.Highest),
            new("training, processor s", m => m[InversionKeys.TrainingSeconds], "0"));
        var real = rows.SelectMany(r => r.Item2).Where(m => m.Has(InversionKeys.RealModes)).ToList();
        table.Add(
            "real images", SeedTable.Cell(real, m => m[InversionKeys.RealModes]),
            SeedTable.Cell(real, m => m[InversionKeys.RealStackedDivergence]),
            SeedTable.Cell(real, m => 100 * m[InversionKeys.RealConfident]), null);
        return table;
    }

    /// <summary>Modes over iterations and over processor seconds.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures =>
    [
        ("stacked-iterations", Curve("iterations", m => m.Axis!.Value)),
        ("stacked-seconds", Curve("processor seconds", m => m[EqualCompute.Seconds])),
    ];

    Figure Curve(string axis, Func<Measurement, double> x) => CurveFigure.Of(
        "Images of three digits: modes found", axis, "modes of 1,000", InversionKeys.Modes, x,
        Models.Select(m => (m.Name, Points(m.Id))));

    IReadOnlyList<Measurement> Points(string id) =>
        [.. measurements.Where(m => m.Model == id && m.Arm == StackedExperiment.ArmId && m.Axis is not null)];

    IReadOnlyList<Measurement> Of(string id) =>
        [.. measurements.Where(m => m.Model == id && m.Arm == StackedExperiment.ArmId && m.Axis is null)];
}
