using Reining.Figures;

namespace Reining.Chapters.Inversion;

/// <summary>Tables of what is run in long profiles alone: other nets and images, tiles, 25 Gaussians.</summary>
/// <param name="measurements">Of the chapter's models.</param>
sealed class WiderResults(IReadOnlyList<Measurement> measurements)
{
    static readonly (string Id, string Name)[] InSettings =
    [
        (InversionModel.InvGan.Id, "InvGAN"), (InversionModel.LongerGan.Id, "GAN, longer"),
        .. EncoderExperiment.Names.Where(n => n.Id == "gan-image-encoder"),
    ];

    /// <summary>Those of which something was measured.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables
    {
        get
        {
            if (Any(InversionSetting.Others[0].Arm))
                yield return ("settings", Settings());
            if (Any(InversionSetting.Pictures[0].Arm))
                yield return ("pictures", Pictures());
            if (Any(TilingExperiment.ArmId))
                yield return ("tiles", Tiles());
            if (Any(PlaneExperiment.ArmId))
                yield return ("plane", Plane());
        }
    }

    bool Any(string arm) => measurements.Any(m => m.Arm == arm);

    ResultTable Settings() => SeedTable.Of(
        "Other nets and images", "model",
        from setting in InversionSetting.Others
        from model in InSettings
        select ($"{setting.Name}: {model.Name}", Of(model.Id, setting.Arm)),
        new("cFID of samples", m => m[InversionKeys.SampleDistance], "0.00"),
        new("MSE", m => m[InversionKeys.Error], "0.0000"), new("MSE, permuted codes", m => m[InversionKeys.PermutedError], "0.0000"),
        new("same class, %", m => 100 * m[InversionKeys.Agreement], "0.0"),
        new("loop residual", m => m[InversionKeys.Residual], "0.000"),
        new("linear probe, %", m => 100 * m[InversionKeys.Probe], "0.0"),
        new("training, processor s", m => m[InversionKeys.TrainingSeconds], "0"));

    ResultTable Pictures() => SeedTable.Of(
        "Pictures in color", "model",
        from setting in InversionSetting.Pictures
        from model in new[] { InversionModel.InvGan, InversionModel.LongerGan }
        select ($"{setting.Name}: {model.Name}", Of(model.Id, setting.Arm)),
        new("Fréchet distance of samples", m => m[InversionKeys.SampleDistance], "0.000"),
        new("MSE", m => m[InversionKeys.Error], "0.0000"), new("MSE, permuted codes", m => m[InversionKeys.PermutedError], "0.0000"),
        new("loop residual", m => m[InversionKeys.Residual], "0.000"),
        new("R² of factors", m => m[InversionKeys.Factors], "0.00"),
        new("R², untrained nets", m => m[InversionKeys.UntrainedFactors], "0.00"),
        new("R², principal components", m => m[InversionKeys.ComponentFactors], "0.00"),
        new("training, processor s", m => m[InversionKeys.TrainingSeconds], "0"));

    ResultTable Tiles()
    {
        var seeds = Of(InversionModel.InvGan.Id, TilingExperiment.ArmId);
        var table = new ResultTable(
            "Digits of 32×32 made again by an InvGAN of 16×16", TableColumn.Text("tiles"), TableColumn.Spread("MSE", format: "0.0000"),
            TableColumn.Spread("jump across edges, over that elsewhere"), TableColumn.Spread("same class, %", format: "0.0"));
        table.Add(
            "nine that overlap", SeedTable.Cell(seeds, m => m[InversionKeys.Error]), SeedTable.Cell(seeds, m => m[InversionKeys.Seams]),
            SeedTable.Cell(seeds, m => 100 * m[InversionKeys.Agreement]));
        table.Add(
            "four side by side", SeedTable.Cell(seeds, m => m[InversionKeys.TilesApartError]),
            SeedTable.Cell(seeds, m => m[InversionKeys.TilesApartSeams]), null);
        table.Add("overlapping, permuted codes", SeedTable.Cell(seeds, m => m[InversionKeys.PermutedError]), null, null);
        table.Add("the digits themselves", null, SeedTable.Cell(seeds, m => m[InversionKeys.RealSeams]), null);
        return table;
    }

    ResultTable Plane() => SeedTable.Of(
        "25 Gaussians in the plane", "model",
        new[] { InversionModel.InvGan, InversionModel.LongerGan }.Select(m => (m.Name, Of(m.Id, PlaneExperiment.ArmId))),
        new("hit", m => m[InversionKeys.Modes], "0.0", Best.Highest),
        new("samples near a center, %", m => 100 * m[InversionKeys.Confident], "0.0", Best.Highest),
        new("training, processor s", m => m[InversionKeys.TrainingSeconds], "0"));

    IReadOnlyList<Measurement> Of(string id, string arm) =>
        [.. measurements.Where(m => m.Model == id && m.Arm == arm && m.Axis is null)];
}
