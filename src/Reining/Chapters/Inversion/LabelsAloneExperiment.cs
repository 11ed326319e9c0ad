using Reining.Data;
using Reining.Models;
using Reining.Numerics;
using Reining.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.Inversion;

/// <summary>Trains a classifier on the labeled digits alone: what unlabeled digits have to beat.</summary>
public sealed class LabelsAloneExperiment : Experiment<LabelClassifier>
{
    const int BatchSize = 64;
    const double LearningRate = 1e-3; // falls along a cosine

    readonly InversionProfile _profile;
    readonly int _each;
    readonly Lazy<InversionData> _data;
    readonly ProcessorTime _processor = new();

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="each">Labels of each class; 0 for all.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public LabelsAloneExperiment(InversionProfile profile, int each, ulong seed, Lazy<InversionData> data, string runs) : base(
        LabelGanExperiment.Folder(profile, LabelMethod.LabelsAlone, each, seed, runs),
        new
        {
            Chapter = InversionChapter.Name,
            Method = LabelMethod.LabelsAlone,
            Each = each,
            BatchSize,
            LearningRate,
            Seed = seed,
            Profile = profile,
        },
        LabelChoice.Id(LabelMethod.LabelsAlone), seed)
    {
        (_profile, _each, _data) = (profile, each, data);
        (Data, Arm) = (InversionChapter.DataSet, LabelChoice.Arm(each));
        Title = LabelGanExperiment.TitleOf(LabelMethod.LabelsAlone, each, seed);
    }

    /// <inheritdoc/>
    protected override LabelClassifier Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights, 1);
        return new(new() { Classes = InversionData.Classes }, random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(LabelClassifier model, ExperimentControl control)
    {
        var known = LabelChoice.Of(_data.Value.Train, _each, Seed);
        var batch = Math.Min(BatchSize, known.Count);
        var order = new BatchSampler(known.Count, batch, RandomStream.Seed(Seed, RandomPurpose.Order));
        var plan = new TrainingPlan<(Tensor Images, Tensor Labels)>
        {
            Steps = _profile.LabelSteps,
            BatchSize = batch,
            Batch = (step, _) =>
            {
                var rows = order.Batch(step);
                return (known.Images(rows), known.Labels(rows));
            },
            Nets = [new("model", model, new AdamOptions(LearningRate)) { Schedule = new Schedule.Cosine() }],
            Phases = [new("model", ["model"], (b, _) => new LossTerms(F.cross_entropy(model.forward(b.Images), b.Labels)))],
            StatsSteps = 50,
            CheckpointSteps = 1_000,
            Seed = Seed,
        };
        return _processor.Of(() => new TrainingLoop<(Tensor Images, Tensor Labels)>(plan) { OnProgress = control.OnStep }
            .Run(Run, control.Cancellation));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(LabelClassifier model, FitResult fit, ExperimentControl control)
    {
        var scores = MiniBatches.Map(_data.Value.Test.Images(), model.forward);
        return
        [
            new Measurement(Model, Seed)
            {
                Arm = Arm,
                Data = Data,
                Numbers = new Dictionary<string, double>
                {
                    [InversionKeys.ClassAccuracy] = LabelGanExperiment.Accuracy(scores, _data.Value.Test.Labels()),
                    [InversionKeys.TrainingSeconds] = _processor.Seconds,
                },
            },
        ];
    }
}
