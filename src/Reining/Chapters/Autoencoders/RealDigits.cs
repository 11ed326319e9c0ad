using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>Scores of held-out images themselves: what a perfect model would reach at this sample size.</summary>
public sealed class RealDigits : Experiment
{
    /// <summary>Identifier in measurements.</summary>
    public const string Id = "real-digits";

    readonly Lazy<RaeData> _data;

    /// <summary>The scores at a profile's sizes.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    /// <param name="arm">Identifier of the arm.</param>
    /// <param name="set">What the data are; null for <see cref="RaeDataSet.Digits"/>.</param>
    public RealDigits(RaeProfile profile, Lazy<RaeData> data, string runs, string arm = "", RaeDataSet? set = null) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant(
            $"{Id}{(arm.Length == 0 ? "" : "-")}{arm}-{profile.EvaluationImages}-t{profile.TrainImages}")),
        new { Chapter = RaeChapter.Name, profile.EvaluationImages, profile.TrainImages, profile.ValidationImages }, Id, profile.Seeds[0])
    {
        _data = data;
        set ??= RaeDataSet.Digits;
        (Title, Data, Arm) = ($"real {set.Images}", set.Id, arm);
    }

    /// <summary>The scores among measurements.</summary>
    public static ImageScores In(IEnumerable<Measurement> measurements) =>
        ImageScores.Of(measurements.FirstOrDefault(m => m.Model == Id) ?? throw new MissingMeasurementException(Id), RaeImages.Real);

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Work(ExperimentControl control)
    {
        Run.WriteEnvironment(_data.Value.Compute);
        using var scope = NewDisposeScope();
        var scores = _data.Value.Score(RaeData.Input(_data.Value.HeldOut));
        return [new Measurement(Id, Seed) { Arm = Arm, Data = Data, Numbers = scores.Numbers(RaeImages.Real).ToDictionary() }];
    }
}
