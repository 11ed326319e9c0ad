using Reining.Chapters.Autoencoders;
using Reining.Densities;
using Reining.Models;
using Reining.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.Inversion;

/// <summary>
/// The non-adversarial end of the scale: the regularized autoencoder of the first chapter, with as many numbers in a code, codes drawn from
/// a mixture of ten Gaussians that is fitted to those of training digits.
/// </summary>
public sealed class RaeSystem : Experiment<RegularizedAutoencoder>
{
    internal const string Id = "rae";

    const int BatchSize = 64, Width = 8, Components = 10, Pad = 2;
    const double LearningRate = 5e-4;

    readonly InversionProfile _profile;
    readonly Lazy<InversionData> _data;
    readonly ProcessorTime _processor = new();

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public RaeSystem(InversionProfile profile, ulong seed, Lazy<InversionData> data, string runs) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{profile.Name}-{Id}-i{profile.Steps}-s{seed}")),
        new { Chapter = InversionChapter.Name, Model = Id, BatchSize, Width, Components, LearningRate, Seed = seed, Profile = profile },
        Id, seed)
    {
        (_profile, _data) = (profile, data);
        (Data, Title) = (InversionChapter.DataSet, $"RAE, seed {seed}");
    }

    /// <inheritdoc/>
    protected override RegularizedAutoencoder Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        var weights = RaeWeights.Mnist;
        var net = ConvNetOptions.Mnist(Width, (int)_profile.CodeSize);
        return new RegularizedAutoencoder(weights.Rae(net), random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(RegularizedAutoencoder model, ExperimentControl control)
    {
        var train = _data.Value.Train;
        var order = new Data.BatchSampler(train.Count, BatchSize, RandomStream.Seed(Seed, RandomPurpose.Order));
        var plan = new TrainingPlan<Tensor>
        {
            Steps = _profile.Steps,
            BatchSize = BatchSize,
            Batch = (step, _) => train.Images(order.Batch(step), Pad),
            Nets = [new("model", model, new AdamOptions(LearningRate)) { Schedule = new Schedule.Cosine() }],
            Phases = [new("model", ["model"], model.Loss)],
            Statistics = (images, random) => model.Loss(images, random),
            StatsSteps = 50,
            CheckpointSteps = 1_000,
            Seed = Seed,
        };
        return _processor.Of(() => new TrainingLoop<Tensor>(plan) { OnProgress = control.OnStep }.Run(Run, control.Cancellation));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(RegularizedAutoencoder model, FitResult fit, ExperimentControl control)
    {
        using var scope = NewDisposeScope();
        var system = SystemOf(model);
        var evaluation = new InversionEvaluation(_profile, _data.Value, Seed, control.Say);
        var numbers = new Dictionary<string, double>([.. evaluation.Samples(system), .. evaluation.Inversions(system)]);
        numbers.Add(InversionKeys.TrainingSeconds, _processor.Seconds);
        InversionPictures.Samples(system, Seed).Save(Run.File("samples.png"));
        InversionPictures.Reconstructions(system, _data.Value.Test.Take(12).Images()).Save(Run.File("reconstructions.png"));
        return [new Measurement(Model, Seed) { Data = Data, Numbers = numbers }];
    }

    InversionSystem SystemOf(RegularizedAutoencoder model)
    {
        InversionSystem.Freeze(model);
        Tensor Infer(Tensor x) => model.Encode(F.pad(x, [Pad, Pad, Pad, Pad]));
        Tensor Make(Tensor codes) => model.Decode(codes).narrow(2, Pad, 28).narrow(3, Pad, 28);
        var codes = Numerics.MiniBatches.Map(_data.Value.Train.Images(), Infer);
        var options = new GaussianMixtureOptions { Components = Components, Seed = unchecked((int)Seed) };
        var density = GaussianMixture.Fit(codes, options);
        // A density takes a seed instead of a generator.
        return new((count, random) => density.Sample(count, (int)randint(0, int.MaxValue, [1], dtype: int64, generator: random)
            .item<long>()).to(float32), Make, Infer);
    }
}
