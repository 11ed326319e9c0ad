using Reining.Data;
using Reining.Models;
using Reining.Training;
using Reining.Worlds;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.PixelConditioning;

/// <summary>Trains a regressor on photos that no generator sees; on real test photos it gives the ceiling of all associations.</summary>
public sealed class RegressorExperiment : Experiment<HeadRegressor>
{
    const int BatchSize = 64;
    const double LearningRate = 2e-3;

    readonly ConditioningProfile _profile;
    readonly Lazy<ConditioningData> _data;
    readonly bool _isGuide;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="isGuide">Whether it is the one that V4 is trained with; else it is the one that judges.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="data">The heads.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    /// <param name="world">Whose faces the data are; null for the synthetic heads.</param>
    public RegressorExperiment(
        ConditioningProfile profile, bool isGuide, ulong seed, Lazy<ConditioningData> data, string runs, IFaceWorld? world = null) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{profile.Name}-{IdOf(isGuide)}-s{seed}")),
        OfWorld(world ?? SynthHeads.World, new
        {
            Chapter = ConditioningChapter.Name,
            Model = IdOf(isGuide),
            Seed = seed,
            profile.RegressorHeads,
            profile.RegressorSteps,
            profile.TestHeads,
            profile.Net.Side,
            BatchSize,
            LearningRate,
        }), IdOf(isGuide), seed)
    {
        (_profile, _isGuide, _data, World) = (profile, isGuide, data, world ?? SynthHeads.World);
        (Data, Title) = (World.Name, $"regressor that {(isGuide ? "guides V4" : "judges")}, seed {seed}");
    }

    /// <summary>The judge: rows of the chapter's tables that show no generator.</summary>
    internal const string Judge = "judge";

    /// <summary>Values of the axis of what the judge was shown.</summary>
    internal const double Photos = 0, OtherPhotos = 1, Renders = 2;

    /// <summary>Whose faces the data are.</summary>
    internal IFaceWorld World { get; }

    /// <summary>Options of a run, and which files its world is made of, if it is made of files.</summary>
    internal static object OfWorld(IFaceWorld world, object options) =>
        world.Identity is { } files ? new { World = world.Name, Files = files, Options = options } : options;

    static string IdOf(bool isGuide) => isGuide ? "guide" : Judge;

    /// <summary>The finished regressor on a device, with weights that take no gradients; the caller disposes it.</summary>
    internal HeadRegressor LoadFrozen(Device device)
    {
        var regressor = Load();
        regressor.to(device);
        foreach (var parameter in regressor.parameters())
            parameter.requires_grad_(false);
        return regressor;
    }

    /// <inheritdoc/>
    protected override HeadRegressor Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights, _isGuide ? 1 : 0);
        return new HeadRegressor(_profile.Net.Side, random, World.Parameters.Count);
    }

    /// <inheritdoc/>
    protected override FitResult Train(HeadRegressor model, ExperimentControl control)
    {
        model.to(control.Compute.Device);
        using var heads = _data.Value.RegressorHeads(_isGuide);
        var targets = _data.Value.Standardized(heads.Parameters);
        var order = new BatchSampler(heads.Count, BatchSize, RandomStream.Seed(Seed, RandomPurpose.Order));
        var plan = new TrainingPlan<(Tensor Photos, Tensor Targets)>
        {
            Steps = _profile.RegressorSteps,
            BatchSize = BatchSize,
            Batch = (step, _) =>
            {
                using var rows = tensor([.. order.Batch(step).Select(i => (long)i)]);
                var device = control.Compute.Device;
                return (HeadSet.Pictures(heads.Photos.index_select(0, rows).to(device)), targets.index_select(0, rows).to(device));
            },
            Nets = [new("model", model, new AdamOptions(LearningRate)) { Schedule = new Schedule.Cosine() }],
            Phases = [new("model", ["model"], (batch, _) => new LossTerms(F.mse_loss(model.forward(batch.Photos), batch.Targets)))],
            Seed = Seed,
            Compute = control.Compute,
        };
        return new TrainingLoop<(Tensor, Tensor)>(plan) { OnProgress = control.OnStep }.Run(Run, control.Cancellation);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(HeadRegressor model, FitResult fit, ExperimentControl control)
    {
        if (_isGuide)
            return [];
        var data = _data.Value;
        var evaluation = new Association(data, model, control.Compute.Device);
        var test = data.TestHeads;
        var count = test.Count;
        using var scope = NewDisposeScope();
        var elsewhere = test.Photos.roll(count / 2, 0); // each asked for what another shows
        return
        [
            Of(Photos, new Dictionary<string, double>(
                evaluation.Measure(HeadSet.Pictures(test.Photos), test.Parameters).Concat(MadeUp()))),
            Of(OtherPhotos, evaluation.Measure(HeadSet.Pictures(elsewhere), test.Parameters)),
            Of(Renders, evaluation.Measure(HeadSet.Pictures(test.Conditions.narrow(1, 0, 3)), test.Parameters)),
            .. PerturbedHeads.Levels.Where(_ => World.MakesPhotos).Select(level => (Level: level, Heads: data.Perturbed(level))).Select(p =>
                ConditioningExperiment.PerturbedRow(
                    Model, Seed, Data, p.Level, evaluation.Measure(HeadSet.Pictures(p.Heads.Photos), p.Heads.Parameters))),
        ];

        // Of photos that show what was asked for: nobody took such photos of real faces.
        IEnumerable<KeyValuePair<string, double>> MadeUp() =>
            World.MakesPhotos ? Disentanglement.Of(data, set => evaluation.Read(HeadSet.Pictures(set.Photos))) : [];

        Measurement Of(double shown, IReadOnlyDictionary<string, double> numbers) =>
            new(Model, Seed) { Data = Data, Axis = new("shown", shown), Numbers = numbers };
    }
}
