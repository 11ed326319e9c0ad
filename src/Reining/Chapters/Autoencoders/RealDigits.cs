using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>Scores of held-out digits themselves: what a perfect model would reach at this sample size.</summary>
public sealed class RealDigits : Experiment
{
    /// <summary>Identifier in measurements.</summary>
    public const string Id = "real-digits";

    readonly Lazy<RaeData> _data;

    /// <summary>The scores at a profile's sizes.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public RealDigits(RaeProfile profile, Lazy<RaeData> data, string runs) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{Id}-{profile.EvaluationImages}-t{profile.TrainImages}")),
        new { Chapter = RaeChapter.Name, profile.EvaluationImages, profile.TrainImages, profile.ValidationImages }, Id, profile.Seeds[0])
    {
        _data = data;
        (Title, Data) = ("real digits", RaeExperiment.DataSet);
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
        return [new Measurement(Id, Seed) { Data = Data, Numbers = scores.Numbers(RaeImages.Real).ToDictionary() }];
    }
}
