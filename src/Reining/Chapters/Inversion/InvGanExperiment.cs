using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>Trains one GAN of the chapter with one seed and measures it.</summary>
public sealed class InvGanExperiment : GanExperiment
{
    const int RerunSteps = 20, PicturesInARow = 12;

    readonly InversionProfile _profile;
    readonly InversionModel _model;
    readonly InversionSetting _setting;
    readonly InvGanExperiment? _from;
    readonly Lazy<InversionData> _data;
    readonly ProcessorTime _processor = new();
    readonly TrainingCurve? _curve;
    InvGan? _trained;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="model">Which model.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="data">The images.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    /// <param name="setting">Nets and images; null for the usual ones.</param>
    /// <param name="from">A finished GAN from whose nets training starts; null for new nets.</param>
    public InvGanExperiment(
        InversionProfile profile, InversionModel model, ulong seed, Lazy<InversionData> data, string runs,
        InversionSetting? setting = null, InvGanExperiment? from = null) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant(
            $"{profile.Name}-{(setting ?? Usual).Prefix}{model.Id}-i{(setting ?? Usual).Steps(profile)}-s{seed}")),
        new
        {
            Chapter = InversionChapter.Name,
            Model = model,
            Training = (setting ?? Usual).Training(profile, model, seed),
            Setting = (setting ?? Usual).Identity(profile, model.Loss),
            From = from?.Model,
            Profile = profile,
        },
        model.Id, seed)
    {
        (_profile, _model, _data, _setting, _from) = (profile, model, data, setting ?? Usual, from);
        (Data, Arm, Title) = (_setting.Images.Id, _setting.Arm, _setting.Title(model.Name, seed));
        Requires = from is null ? [] : [from];
        _curve = model.HasCurve ? new(_setting.PointEvery(profile), Point) : null;
    }

    static InversionSetting Usual => InversionSetting.Usual;

    /// <summary>Nets and images.</summary>
    internal InversionSetting Setting => _setting;

    /// <summary>The trained model as a system; the net is the caller's to dispose.</summary>
    public (InvGan Net, InversionSystem System) LoadSystem()
    {
        var model = Load();
        return (model, InversionSystem.Of(model, _model.Infers));
    }

    /// <inheritdoc/>
    protected override InvGan Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        var model = new InvGan(_setting.Options(_profile, _model.Loss) with { ScoresCodes = _model.ScoresCodes }, random);
        if (_from is not null)
            InvGanTrainer.Load(model, _from.Run);
        return model;
    }

    InvGanTraining Training() => _setting.Training(_profile, _model, Seed);

    internal static InvGanTraining Training(InversionProfile profile, long steps, InversionModel model, ulong seed) =>
        new((long)(steps * model.StepFactor), Seed: seed)
        {
            Adam = new(profile.LearningRate, Beta1: 0.5, Beta2: 0.99),
            AverageDecay = profile.AverageDecay,
        };

    /// <inheritdoc/>
    protected override FitResult Train(InvGan model, ExperimentControl control)
    {
        _trained = model;
        var train = _data.Value.Train;
        return _processor.Of(() => new InvGanTrainer(train, Training())
        {
            OnProgress = control.OnStep,
            CheckpointSteps = 1_000,
            Curve = _curve,
        }.Fit(model, Run, control.Cancellation));
    }

    Dictionary<string, double> Point() => new InversionEvaluation(_profile, _data.Value, Seed, _ => { })
        .Point(InversionSystem.Now(_trained!, _model.Infers), samples: true);

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(InvGan model, FitResult fit, ExperimentControl control)
    {
        ArgumentNullException.ThrowIfNull(model);
        var system = InversionSystem.Of(model, _model.Infers);
        var evaluation = new InversionEvaluation(_profile, _data.Value, Seed, control.Say);
        var numbers = new Dictionary<string, double>(evaluation.Samples(system));
        void Add(IEnumerable<KeyValuePair<string, double>> more)
        {
            foreach (var (key, value) in more)
                numbers.Add(key, value);
        }
        numbers.Add(InversionKeys.TrainingSeconds, Before + (_curve?.Seconds ?? _processor.Seconds));
        if (_model.Infers)
        {
            using var untrained = _data.Value.Factors is null ? null : Make();
            Add(evaluation.Inversions(system, untrained is null ? null : InversionSystem.Of(untrained, infers: true)));
        }
        InversionPictures.Samples(system, Seed).Save(Run.File("samples.png"));
        using var scope = NewDisposeScope();
        if (_model.Infers)
        {
            InversionPictures.Reconstructions(system, _data.Value.Test.Take(PicturesInARow).Images())
                .Save(Run.File("reconstructions.png"));
        }
        if (_model == InversionModel.InvGan && _setting == Usual)
        {
            Add(evaluation.PixelProbes());
            Add(evaluation.Searches(system));
            Add(evaluation.Midpoints(system));
            Add(evaluation.Holes(system));
            control.Say("augmentation");
            var (without, with, kept) = new Augmentation(system, _data.Value, _profile.ClassifierSteps, Seed).Measure();
            Add([
                new(InversionKeys.Unaugmented, without), new(InversionKeys.Augmented, with), new(InversionKeys.KeptVariants, kept),
            ]);
            control.Say("the same again");
            numbers.Add(InversionKeys.RerunEqual, (WeightsAfterSome() == WeightsAfterSome()).all().item<bool>() ? 1 : 0);
            InversionPictures.Holes(system, _data.Value.Test.Take(PicturesInARow).Images(), _profile.SearchSteps[^1], Seed)
                .Save(Run.File("holes.png"));
            InversionPictures.Interpolations(system, _data.Value.Test.Take(6).Images()).Save(Run.File("interpolations.png"));
        }
        var measured = new Measurement(Model, Seed) { Arm = Arm, Data = Data, Numbers = numbers };
        return [measured, .. EqualCompute.Points(measured, _curve, Before)];
    }

    // Processor seconds of what training starts from.
    double Before => _from?.Results()[0][InversionKeys.TrainingSeconds] ?? 0;

    // All weights after a few steps, on one thread.
    Tensor WeightsAfterSome()
    {
        using var one = OneThread.Begin();
        using var scope = NewDisposeScope();
        using var model = Make();
        new InvGanTrainer(_data.Value.Train, Training() with { Steps = RerunSteps }) { StatsSteps = RerunSteps }
            .Fit(model);
        return cat([.. model.parameters().Select(p => p.detach().flatten())]).MoveToOuterDisposeScope();
    }
}
