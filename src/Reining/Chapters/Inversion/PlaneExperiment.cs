using Reining.Data;
using Reining.Models;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>Trains a GAN or an InvGAN on 25 Gaussians in the plane, and counts those that it hits while it is trained.</summary>
public sealed class PlaneExperiment : GanExperiment
{
    /// <summary>Identifier of the arm and of the data set.</summary>
    internal const string ArmId = "plane", DataId = "gaussians-25";

    const int Points = 50_000, Samples = 10_000;
    const long Width = 128, CodeSize = 8;

    // A component is found when it has at least a twentieth of its fair share of the samples.
    const int Least = Samples / GaussianGrid.Components / 20;

    readonly InversionProfile _profile;
    readonly InversionModel _model;
    readonly TrainingCurve _curve;
    InvGan? _trained;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="model">Which model.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public PlaneExperiment(InversionProfile profile, InversionModel model, ulong seed, string runs) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{profile.Name}-{ArmId}-{model.Id}-i{profile.PlaneSteps}-s{seed}")),
        new
        {
            Chapter = InversionChapter.Name,
            Arm = ArmId,
            Model = model,
            Points,
            Samples,
            Width,
            CodeSize,
            Training = Training(profile, model, seed),
            Profile = profile,
        },
        model.Id, seed)
    {
        (_profile, _model) = (profile, model);
        (Arm, Data, Title) = (ArmId, DataId, $"{model.Name}, 25 Gaussians, seed {seed}");
        _curve = new(Math.Max(1, profile.PlaneSteps / 6), Hits);
    }

    static InvGanTraining Training(InversionProfile profile, InversionModel model, ulong seed) =>
        InvGanExperiment.Training(profile, profile.PlaneSteps, model, seed);

    /// <inheritdoc/>
    protected override InvGan Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        return new InvGan(
            new() { Channels = 3, Side = 1, Width = Width, CodeSize = CodeSize, PriorSize = CodeSize, Loss = _model.Loss }, random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(InvGan model, ExperimentControl control)
    {
        _trained = model;
        var train = GaussianGrid.Of(Points, RandomStream.Seed(Seed, RandomPurpose.Sampling, 7));
        return new InvGanTrainer(train, Training(_profile, _model, Seed)) { OnProgress = control.OnStep, Curve = _curve }
            .Fit(model, Run, control.Cancellation);
    }

    // Of the model as it is now.
    Dictionary<string, double> Hits()
    {
        var system = InversionSystem.Now(_trained!, infers: false);
        using var scope = NewDisposeScope();
        var hits = GaussianGrid.Hits(
            system.ImagesOf(system.DrawCodes(Samples, RandomStream.Seed(Seed, RandomPurpose.Sampling, 10))));
        return new()
        {
            [InversionKeys.Modes] = hits.Count(h => h >= Least),
            [InversionKeys.Confident] = (double)hits.Sum() / Samples,
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(InvGan model, FitResult fit, ExperimentControl control)
    {
        var numbers = new Dictionary<string, double>(_curve.Points.Values.Last().Numbers)
        {
            [InversionKeys.TrainingSeconds] = _curve.Seconds,
        };
        var measured = new Measurement(Model, Seed) { Arm = Arm, Data = Data, Numbers = numbers };
        return [measured, .. EqualCompute.Points(measured, _curve)];
    }
}
