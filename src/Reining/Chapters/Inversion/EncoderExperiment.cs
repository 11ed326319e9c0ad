using Reining.Data;
using Reining.Models;
using Reining.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.Inversion;

/// <summary>Fits an encoder to a finished GAN, for as many steps as that was trained, and measures the two together.</summary>
public sealed class EncoderExperiment : Experiment<PostHocEncoder>
{
    const int BatchSize = 64;
    const double LearningRate = 1e-3; // fact sheet invgan.md §8.3

    // The last number: steps as a multiple of the GAN's, so that GAN and encoder take at least as long as the InvGAN.
    static readonly Dictionary<EncoderKind, (string Id, string Name, int StepFactor)> Kinds = new()
    {
        [EncoderKind.LatentRegressor] = ("gan-latent-regressor", "GAN, then latent regressor", 4),
        [EncoderKind.RealImages] = ("gan-image-encoder", "GAN, then encoder on real images", 3),
        [EncoderKind.FeatureHead] = ("gan-feature-head", "GAN, then head on its features", 5),
    };

    readonly InversionProfile _profile;
    readonly EncoderKind _kind;
    readonly InvGanExperiment _gan;
    readonly Lazy<InversionData> _data;
    readonly TrainingCurve _curve;
    PostHocEncoder? _trained;
    InvGan? _frozen;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="kind">How the encoder is fitted.</param>
    /// <param name="gan">The GAN; finished before.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public EncoderExperiment(InversionProfile profile, EncoderKind kind, InvGanExperiment gan, Lazy<InversionData> data, string runs)
        : base(
            System.IO.Path.Combine(runs, FormattableString.Invariant(
                $"{profile.Name}-{gan.Setting.Prefix}{Kinds[kind].Id}-i{gan.Setting.Steps(profile)}-s{gan.Seed}")),
            new
            {
                Chapter = InversionChapter.Name,
                Kind = kind,
                BatchSize,
                LearningRate,
                Kinds[kind].StepFactor,
                Of = gan.Model,
                Setting = gan.Setting.Name,
                gan.Seed,
                Profile = profile,
            },
            Kinds[kind].Id, gan.Seed)
    {
        (_profile, _kind, _gan, _data) = (profile, kind, gan, data);
        (Data, Arm, Title, Requires) = (gan.Data, gan.Arm, gan.Setting.Title(Kinds[kind].Name, gan.Seed), [gan]);
        _curve = new(Math.Max(1, profile.PointEvery * Kinds[kind].StepFactor / 2), Point); // about as many points as the GANs
    }

    /// <summary>How the encoder is fitted.</summary>
    internal EncoderKind Kind => _kind;

    /// <summary>What tables call a kind, and its identifier.</summary>
    internal static IEnumerable<(string Id, string Name)> Names => Kinds.Values.Select(k => (k.Id, k.Name));

    /// <summary>GAN and encoder as one system; the nets are the caller's to dispose.</summary>
    public (InvGan Net, PostHocEncoder Encoder, InversionSystem System) LoadSystem()
    {
        var (net, encoder) = (_gan.Load(), Load());
        return (net, encoder, Together(net, encoder));
    }

    /// <inheritdoc/>
    protected override PostHocEncoder Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights, 1);
        using var gan = _gan.Load();
        return new(gan.Settings, _kind == EncoderKind.FeatureHead, random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(PostHocEncoder model, ExperimentControl control)
    {
        using var gan = _gan.Load();
        InversionSystem.Freeze(gan);
        (_trained, _frozen) = (model, gan);
        var train = _data.Value.Train;
        var order = new BatchSampler(train.Count, BatchSize, RandomStream.Seed(Seed, RandomPurpose.Order));
        var plan = new TrainingPlan<Tensor>
        {
            Steps = Kinds[_kind].StepFactor * _gan.Setting.Steps(_profile),
            BatchSize = BatchSize,
            Batch = (step, _) => _kind == EncoderKind.RealImages ? train.Images(order.Batch(step)) : empty(0),
            Nets = [new("model", model, new AdamOptions(LearningRate))],
            Phases = [new("model", ["model"], (images, random) => new LossTerms(Loss(images, random)))],
            StatsSteps = 50,
            Seed = Seed,
        };
        return new TrainingLoop<Tensor>(_curve.On(plan, Run)) { OnProgress = control.OnStep }.Run(Run, control.Cancellation);

        Tensor Loss(Tensor images, Generator random)
        {
            if (_kind == EncoderKind.RealImages)
                return F.mse_loss(gan.Generator.forward(model.forward(images)), images);
            Tensor codes, seen;
            using (no_grad())
            {
                codes = gan.Mapping.Codes(randn(BatchSize, gan.Settings.PriorSize, generator: random)); // (B, d)
                seen = Seen(gan, gan.Generator.forward(codes));
            }
            return F.mse_loss(model.forward(seen), codes);
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(PostHocEncoder model, FitResult fit, ExperimentControl control)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var gan = _gan.Load();
        var system = Together(gan, model);
        var numbers = new Dictionary<string, double>(
            new InversionEvaluation(_profile, _data.Value, Seed, control.Say).Inversions(system));
        var before = _gan.Results()[0][InversionKeys.TrainingSeconds];
        numbers.Add(InversionKeys.TrainingSeconds, before + _curve.Seconds);
        using var scope = NewDisposeScope();
        InversionPictures.Reconstructions(system, _data.Value.Test.Take(12).Images()).Save(Run.File("reconstructions.png"));
        var measured = new Measurement(Model, Seed) { Arm = Arm, Data = Data, Numbers = numbers };
        return [measured, .. EqualCompute.Points(measured, _curve, before)];
    }

    // Of the encoder as it is now, which is being trained.
    Dictionary<string, double> Point() => new InversionEvaluation(_profile, _data.Value, Seed, _ => { })
        .Point(Now(_frozen!, _trained!), samples: false);

    InversionSystem Together(InvGan gan, PostHocEncoder encoder)
    {
        InversionSystem.Freeze(gan);
        InversionSystem.Freeze(encoder);
        return Now(gan, encoder);
    }

    InversionSystem Now(InvGan gan, PostHocEncoder encoder) =>
        InversionSystem.Now(gan, infers: false) with { Infer = x => encoder.forward(Seen(gan, x)), Features = null };

    // What the encoder takes.
    Tensor Seen(InvGan gan, Tensor images) => _kind == EncoderKind.FeatureHead ? gan.Discriminator.Read(images).Features : images;
}
