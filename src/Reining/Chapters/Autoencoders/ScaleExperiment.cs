using System.Text.Json;
using Reining.Models;
using Reining.Torch;
using Reining.Training;

namespace Reining.Chapters.Autoencoders;

/// <summary>Trains one model for long and measures it on the way: from which size on do the verdicts stand still?</summary>
sealed class ScaleExperiment : Experiment<Autoencoder>
{
    /// <summary>Name of the axis.</summary>
    public const string Steps = "steps";

    readonly RaeScale _scale;
    readonly RaeProfile _profile;
    readonly RaeModel _model;
    readonly Lazy<RaeData> _data;

    /// <param name="scale">How long, and when it is measured.</param>
    /// <param name="profile">Sizes, of <see cref="RaeScale.Profile"/>.</param>
    /// <param name="model">Which model.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public ScaleExperiment(RaeScale scale, RaeProfile profile, RaeModel model, Lazy<RaeData> data, string runs) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{profile.Name}-scale-{model.Id}-f{profile.Width}")),
        new
        {
            Chapter = RaeChapter.Name,
            Model = model.Id,
            model.Weights,
            Net = RaeExperiment.Net(profile),
            Fit = RaeExperiment.Fit(profile, model, RaeScale.Seed, RaeScale.Arm(profile.Width)),
            Data = new { profile.TrainImages, profile.ValidationImages, profile.EvaluationImages },
            scale.Epochs,
        }, model.Id, RaeScale.Seed)
    {
        (_scale, _profile, _model, _data) = (scale, profile, model, data);
        (Arm, Data) = (RaeScale.Arm(profile.Width), RaeDataSet.Digits.Id);
        Title = FormattableString.Invariant($"{model.Name}, width {profile.Width}, long");
    }

    /// <inheritdoc/>
    protected override Autoencoder Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        return _model.Make(RaeExperiment.Net(_profile), random, _data.Value.LossFeatures);
    }

    /// <inheritdoc/>
    protected override FitResult Train(Autoencoder model, ExperimentControl control)
    {
        var data = _data.Value;
        var trainer = new Trainer(data.Train, data.Validation, RaeExperiment.Fit(_profile, _model, Seed, Arm))
        {
            Compute = control.Compute,
            OnProgress = control.OnStep,
            Inspect = (now, steps) =>
            {
                if (!Stops().Contains(steps))
                    return;
                control.Say(FormattableString.Invariant($"measured after {steps} steps"));
                var numbers = new RaeEvaluation(_profile, data, Seed, _model, now).Measure(0).Numbers;
                AtomicFile.WriteText(At(steps), JsonSerializer.Serialize(numbers, RunFolder.Json) + "\n");
            },
        };
        return trainer.Fit(model, Run, control.Cancellation);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(Autoencoder model, FitResult fit, ExperimentControl control) =>
    [
        .. Stops().Select(steps => new Measurement(Model, Seed)
        {
            Arm = Arm,
            Data = Data,
            Axis = new(Steps, steps),
            Numbers = JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(At(steps)), RunFolder.Json)!,
        }),
    ];

    IEnumerable<long> Stops()
    {
        var perEpoch = _scale.TrainImages / RaeExperiment.Fit(_profile, _model, Seed, Arm).BatchSize;
        return _scale.Epochs.Select(e => (long)e * perEpoch);
    }

    string At(long steps) => Run.File(FormattableString.Invariant($"at-{steps:D8}.json"));
}
