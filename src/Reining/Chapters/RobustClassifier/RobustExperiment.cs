using Reining.Data;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Trains one system with one seed, sets its thresholds, and attacks it.</summary>
public sealed class RobustExperiment : Experiment<nn.Module>
{
    const int BatchSize = 100;
    const double LearningRate = 1e-3;

    readonly RobustProfile _profile;
    readonly RobustModel _model;
    readonly Lazy<RobustData> _data;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="model">Which system.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public RobustExperiment(RobustProfile profile, RobustModel model, ulong seed, Lazy<RobustData> data, string runs) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{profile.Name}-{model.Id}-e{profile.Epochs}-s{seed}")),
        new { Chapter = RobustChapter.Name, Model = model.Id, model.Labels, Seed = seed, Profile = profile, BatchSize, LearningRate },
        model.Id, seed)
    {
        (_profile, _model, _data) = (profile, model, data);
        (Data, Title) = ("mnist", $"{model.Name}, seed {seed}");
    }

    /// <summary>The trained system with its thresholds; its net is the caller's to dispose.</summary>
    public (nn.Module Net, SelectiveClassifier Classifier) LoadClassifier()
    {
        var net = Load();
        Freeze(net);
        return (net, Calibrated(net));
    }

    /// <inheritdoc/>
    protected override nn.Module Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        return _model.Make(random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(nn.Module model, ExperimentControl control)
    {
        var train = _data.Value.Train;
        var labeled = _model.Labels == 0 ? train : train.Take(Math.Min(_model.Labels, train.Count));
        var order = new BatchSampler(train.Count, BatchSize, RandomStream.Seed(Seed, RandomPurpose.Order));
        var labels = new BatchSampler(labeled.Count, Math.Min(BatchSize, labeled.Count), RandomStream.Seed(Seed, RandomPurpose.Order, 1));
        var steps = (long)_profile.Epochs * order.BatchesPerEpoch;
        var plan = new TrainingPlan<RobustBatch>
        {
            Steps = steps,
            EpochSteps = order.BatchesPerEpoch,
            BatchSize = BatchSize,
            Batch = (step, _) => Batch(step),
            Nets = [new("model", model, new AdamOptions(LearningRate)) { Schedule = new Schedule.Cosine() }],
            Phases = [new("model", ["model"], (batch, random) => _model.Loss(model, batch, random))],
            Seed = Seed,
            Compute = control.Compute,
        };
        return new TrainingLoop<RobustBatch>(plan) { OnProgress = control.OnStep }.Run(Run, control.Cancellation);

        RobustBatch Batch(long step)
        {
            var device = control.Compute.Device;
            var progress = (double)step / steps;
            if (_model.Labels == 0)
            {
                var rows = order.Batch(step);
                return new(train.Images(rows, device: device), train.Labels(rows, device), null, step, progress);
            }
            var (known, others) = (labels.Batch(step), order.Batch(step));
            return new(
                labeled.Images(known, device: device), labeled.Labels(known, device), train.Images(others, device: device), step, progress);
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(nn.Module model, FitResult fit, ExperimentControl control)
    {
        Freeze(model);
        var evaluation = new RobustEvaluation(_profile.For(_model == RobustModel.Mixture), _data.Value, Seed, control.Say);
        return [.. evaluation.Measure(model, Calibrated(model)).Select(m => m with { Model = Model, Seed = Seed, Data = Data })];
    }

    SelectiveClassifier Calibrated(nn.Module net)
    {
        var classifier = _model.Classifier(net);
        using var scope = NewDisposeScope();
        var (images, labels) = RobustData.Tensors(_data.Value.Calibration);
        classifier.Calibrate(images, labels, RobustEvaluation.Alpha / Math.Max(1, classifier.Tests.Count));
        return classifier;
    }

    // An attack differentiates images alone.
    static void Freeze(nn.Module net)
    {
        net.eval();
        foreach (var parameter in net.parameters())
            parameter.requires_grad_(false);
    }
}
