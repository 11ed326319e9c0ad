using Reining.Data;
using Reining.Metrics;
using Reining.Models;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>
/// Trains a GAN or an InvGAN with convolutional nets on images of three digits, and counts modes while it is trained: the test of mode
/// coverage with a known truth.
/// </summary>
public sealed class StackedExperiment : GanExperiment
{
    /// <summary>Identifier of the arm and of the data set.</summary>
    internal const string ArmId = "stacked", DataId = "stacked-mnist";

    readonly InversionProfile _profile;
    readonly InversionModel _model;
    readonly Lazy<InversionData> _data;
    readonly TrainingCurve _curve;
    InvGan? _trained;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="model">Which model.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public StackedExperiment(InversionProfile profile, InversionModel model, ulong seed, Lazy<InversionData> data, string runs) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{profile.Name}-{ArmId}-{model.Id}-i{profile.Stacked!.Steps}-s{seed}")),
        new { Chapter = InversionChapter.Name, Arm = ArmId, Model = model, Training = Training(profile, model, seed), Profile = profile },
        model.Id, seed)
    {
        (_profile, _model, _data) = (profile, model, data);
        (Arm, Data, Title) = (ArmId, DataId, $"{model.Name}, three digits, seed {seed}");
        _curve = new(profile.Stacked!.PointEvery, Modes);
    }

    static InvGanTraining Training(InversionProfile profile, InversionModel model, ulong seed) =>
        InvGanExperiment.Training(profile, profile.Stacked!.Steps, model, seed);

    /// <inheritdoc/>
    protected override InvGan Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        var options = InvGanOptions.ConvS with
        {
            Channels = StackedMnist.Channels,
            Width = _profile.Stacked!.Width,
            CodeSize = _profile.CodeSize,
            PriorSize = _profile.CodeSize,
            Loss = _model.Loss,
        };
        return new InvGan(options, random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(InvGan model, ExperimentControl control)
    {
        _trained = model;
        var train = StackedMnist.Of(
            _data.Value.Train, _profile.Stacked!.TrainImages, RandomStream.Seed(Seed, RandomPurpose.Sampling, 7));
        return new InvGanTrainer(train, Training(_profile, _model, Seed)) { OnProgress = control.OnStep, Curve = _curve }
            .Fit(model, Run, control.Cancellation);
    }

    // Of the model as it is now.
    Dictionary<string, double> Modes()
    {
        var system = InversionSystem.Now(_trained!, infers: false);
        using var scope = NewDisposeScope();
        var images = system.ImagesOf(
            system.DrawCodes(_profile.Stacked!.Samples, RandomStream.Seed(Seed, RandomPurpose.Sampling, 10)));
        return Numbers(images);
    }

    Dictionary<string, double> Numbers(Tensor images)
    {
        var modes = StackedModes.Of(_data.Value.Classifier, images);
        return new()
        {
            [InversionKeys.Modes] = modes.Found,
            [InversionKeys.StackedDivergence] = modes.Divergence,
            [InversionKeys.Confident] = modes.Confident,
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(InvGan model, FitResult fit, ExperimentControl control)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        var system = InversionSystem.Of(model, _model.Infers);
        InversionPictures.Samples(system, Seed).Save(Run.File("samples.png"));
        if (_model.Infers)
        {
            var some = StackedMnist.Of(_data.Value.Test, 12, 0).Images();
            InversionPictures.Reconstructions(system, some).Save(Run.File("reconstructions.png"));
        }
        control.Say("real images of three digits");
        var real = Numbers(StackedMnist.Of(_data.Value.Test, _profile.Stacked!.Samples, 0).Images());
        var numbers = new Dictionary<string, double>(_curve.Points.Values.Last().Numbers)
        {
            [InversionKeys.RealModes] = real[InversionKeys.Modes],
            [InversionKeys.RealStackedDivergence] = real[InversionKeys.StackedDivergence],
            [InversionKeys.RealConfident] = real[InversionKeys.Confident],
            [InversionKeys.TrainingSeconds] = _curve.Seconds,
        };
        if (_profile.Stacked.Gated)
            numbers.Add(InversionKeys.GatedModes, numbers[InversionKeys.Modes]);
        var measured = new Measurement(Model, Seed) { Arm = Arm, Data = Data, Numbers = numbers };
        return [measured, .. EqualCompute.Points(measured, _curve)];
    }
}
