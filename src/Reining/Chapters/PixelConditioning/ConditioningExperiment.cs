using System.Text.Json.Nodes;
using Reining.Data;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using Reining.Worlds;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.PixelConditioning;

/// <summary>Trains one generator with one seed and measures how it obeys.</summary>
public sealed class ConditioningExperiment : Experiment<StyleGenerator>
{
    const int BatchSize = 16, Checks = 20, Curve = 5;
    const double ConsistencyWeight = 1, TextureWeight = 16;
    const string GeneratorFile = "generator.safetensors";

    readonly ConditioningProfile _profile;
    readonly ConditioningModel _model;
    readonly Lazy<ConditioningData> _data;
    readonly RegressorExperiment _judge, _guide;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="model">Which generator.</param>
    /// <param name="judge">The regressor that measures it.</param>
    /// <param name="guide">The regressor that V4 is trained with.</param>
    /// <param name="data">The heads.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public ConditioningExperiment(
        ConditioningProfile profile, ConditioningModel model, RegressorExperiment judge, RegressorExperiment guide,
        Lazy<ConditioningData> data, string runs) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{profile.Name}-{model.Id}-n{StepsOf(profile, model)}-s{judge.Seed}")),
        RegressorExperiment.OfWorld(judge.World, new
        {
            Chapter = ConditioningChapter.Name,
            Model = model.Id,
            judge.Seed,
            Profile = profile,
            Steps = StepsOf(profile, model),
            BatchSize,
            ConsistencyWeight = model.IsConsistent ? ConsistencyWeight : 0,
            TextureWeight = model.KeepsTexture ? TextureWeight : 0,
        }), model.Id, judge.Seed)
    {
        (_profile, _model, _data, _judge, _guide) = (profile, model, data, judge, guide);
        (Data, Title) = (judge.World.Name, $"{model.Name}, seed {judge.Seed}");
        Requires = model.IsConsistent ? [judge, guide] : [judge];
    }

    /// <summary>The axis along which association was measured while it was trained, in thousands of pictures.</summary>
    internal const string Pictures = "kimg";

    static int StepsOf(ConditioningProfile profile, ConditioningModel model) => profile.Steps * (model.IsLong ? profile.Longer : 1);

    /// <summary>Training steps.</summary>
    internal int Steps => StepsOf(_profile, _model);

    /// <inheritdoc/>
    public override StyleGenerator Load()
    {
        var file = Run.File(GeneratorFile);
        if (!File.Exists(file))
            throw new FileNotFoundException(
                $"Load {Title}: expected '{file}', which a finished run leaves; run the experiment first.", file);
        var generator = Make();
        Weights.Load(generator, file);
        generator.eval();
        return generator;
    }

    /// <summary>The finished generator, to be explored by hand; the caller disposes it.</summary>
    internal HeadExplorer Explorer() => new(
        Load(), _model, _profile, FormattableString.Invariant(
            $"{Title}: {_profile.Net.Side}×{_profile.Net.Side} pixels, profile {_profile.Name}, {Steps} steps"),
        Run.Origin);

    /// <inheritdoc/>
    protected override StyleGenerator Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights, 2);
        return new StyleGenerator(_model.Options(_profile.Net, _judge.World.Parameters), random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(StyleGenerator model, ExperimentControl control)
    {
        var device = control.Compute.Device;
        using var discriminator = MakeDiscriminator();
        model.to(device);
        discriminator.to(device);
        using var judge = _judge.LoadFrozen(device);
        using var guide = _model.IsConsistent ? _guide.LoadFrozen(device) : null;
        var measure = new GeneratorMeasures(_profile, _model, _data.Value, judge, Seed, device);
        var plan = Plan(model, discriminator, guide, Steps, device) with
        {
            Compute = control.Compute,
            EpochSteps = Math.Max(1, Steps / Curve),
            Keep = new Keep.Last { Pieces = [new(1, _ => 1 - measure.QuickAssociation(model))] },
        };
        return new TrainingLoop<AdversarialBatch>(plan) { OnProgress = control.OnStep }.Run(Run, control.Cancellation);
    }

    StyleDiscriminator MakeDiscriminator()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights, 3);
        return new StyleDiscriminator(_model.Options(_profile.Net, _judge.World.Parameters), random);
    }

    TrainingPlan<AdversarialBatch> Plan(
        StyleGenerator generator, StyleDiscriminator discriminator, HeadRegressor? guide, int steps, Device device)
    {
        var heads = _data.Value.TrainHeads;
        var order = new BatchSampler(heads.Count, BatchSize, RandomStream.Seed(Seed, RandomPurpose.Order));
        var options = new AdversarialOptions(steps) { BatchSize = BatchSize, Gamma = _profile.Gamma, Seed = Seed };
        var asked = default(Tensor); // the newest batch's parameters
        return AdversarialPlan.Of(generator, discriminator, options, Batch, guide is not null ? Consistency
            : _model.KeepsTexture ? Texture : null);

        AdversarialBatch Batch(long step, Generator random)
        {
            using var rows = tensor([.. order.Batch(step).Select(i => (long)i)]);
            asked = _data.Value.Standardized(heads.Parameters.index_select(0, rows)).to(device);
            var images = HeadSet.Pictures(heads.Conditions.index_select(0, rows).to(device));
            return new AdversarialBatch(
                HeadSet.Pictures(heads.Photos.index_select(0, rows).to(device)), Latents(BatchSize, random).to(device),
                _model.Condition(images, asked));
        }

        (string, Tensor) Consistency(AdversarialBatch batch, Tensor made, Generator random) =>
            ("consistency", F.mse_loss(guide!.forward(made), asked!) * ConsistencyWeight);

        (string, Tensor) Texture(AdversarialBatch batch, Tensor made, Generator random)
        {
            var pairs = _data.Value.TrainPairs;
            var rows = randint(0, pairs.Count, [BatchSize / 2], generator: random);
            var (images, parameters) = pairs.Of(rows);
            var latents = Latents(BatchSize / 2, random);
            var both = generator.Generate(
                cat([latents, latents]).to(device),
                _model.Condition(images.to(device), _data.Value.Standardized(parameters).to(device)));
            return ("texture", pairs.Difference(rows, both, robust: true) * TextureWeight);
        }
    }

    Tensor Latents(long count, Generator random) =>
        randn([count, _model.Options(_profile.Net, _judge.World.Parameters).LatentSize], generator: random);

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(StyleGenerator model, FitResult fit, ExperimentControl control)
    {
        var device = control.Compute.Device;
        using var judge = _judge.LoadFrozen(device);
        var measures = new GeneratorMeasures(_profile, _model, _data.Value, judge, Seed, device);
        var numbers = measures.Of(model, control.Say);
        if (_model == ConditioningModel.Pixel)
        {
            numbers["path.shift_error"] = measures.PathError(model);
            numbers["deterministic"] = IsDeterministic(device) ? 1 : 0;
        }
        return [new(Model, Seed) { Data = Data, Numbers = numbers }, .. OverTraining(), .. Perturbed()];

        IEnumerable<Measurement> Perturbed() => !ConditioningModel.Stressed.Contains(_model) ? [] : measures.Perturbed(model)
            .Select(l => PerturbedRow(Model, Seed, Data, l.Level, l.Numbers));
    }

    /// <summary>The arm and the axis of what is made of conditions that leave the distribution.</summary>
    internal const string PerturbedArm = "perturbed", Level = "level";

    internal static Measurement PerturbedRow(
        string model, ulong seed, string data, double level, IReadOnlyDictionary<string, double> numbers) =>
        new(model, seed) { Arm = PerturbedArm, Data = data, Axis = new(Level, level), Numbers = numbers };

    /// <summary>Association at the end of each fifth of the training, from the run's statistics.</summary>
    IEnumerable<Measurement> OverTraining()
    {
        foreach (var line in File.ReadLines(Run.File("stats.jsonl")).Select(l => JsonNode.Parse(l)!))
        {
            if (line["validation_loss"] is { } loss)
            {
                yield return new(Model, Seed)
                {
                    Data = Data,
                    Axis = new(Pictures, Math.Round((double)line["step"]! * BatchSize / 1000, 3)),
                    Numbers = new Dictionary<string, double> { [$"{Association.Correlation}.{Association.Geometry}"] = 1 - (double)loss },
                };
            }
        }
    }

    /// <summary>Whether two short trainings from the same start end in the same bits.</summary>
    bool IsDeterministic(Device device)
    {
        using var scope = NewDisposeScope();
        var ends = Enumerable.Range(0, 2).Select(_ => Short()).ToArray();
        return ends[0].Zip(ends[1]).All(p => p.First.equal(p.Second).all().item<bool>());

        Tensor[] Short()
        {
            using var generator = Make();
            using var discriminator = MakeDiscriminator();
            generator.to(device);
            discriminator.to(device);
            var plan = Plan(generator, discriminator, null, Math.Min(Checks, _profile.Steps), device);
            new TrainingLoop<AdversarialBatch>(plan).Run();
            return [.. generator.parameters().Concat(discriminator.parameters()).Select(p => p.detach().clone())];
        }
    }

    /// <summary>Heads whose conditions are asked for.</summary>
    internal HeadSet TestHeads => _data.Value.TestHeads;

    /// <summary>Pictures (n, 3, S, S) of the first of them, in [−1, 1].</summary>
    internal Tensor First(HeadRegressor judge, Device device, int count)
    {
        using var generator = Load();
        generator.to(device);
        return new GeneratorMeasures(_profile, _model, _data.Value, judge, Seed, device).First(generator, count);
    }

    /// <summary>How far the parameters that the judge reads off each test picture lie from those asked for, in deviations.</summary>
    internal double[] Errors(HeadRegressor judge, Device device)
    {
        using var generator = Load();
        generator.to(device);
        return new GeneratorMeasures(_profile, _model, _data.Value, judge, Seed, device).Errors(generator);
    }
}
