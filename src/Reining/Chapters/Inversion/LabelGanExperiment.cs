using Reining.Models;
using Reining.Numerics;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>
/// Trains a GAN or an InvGAN with a class head and a mapping that takes a class; all digits are there, few have labels (fact sheet
/// invgan.md §7).
/// </summary>
public sealed class LabelGanExperiment : GanExperiment
{
    const int MadeForClasses = 2_000;

    readonly InversionProfile _profile;
    readonly LabelMethod _method;
    readonly int _each;
    readonly Lazy<InversionData> _data;
    readonly ProcessorTime _processor = new();

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="method">A GAN or an InvGAN.</param>
    /// <param name="each">Labels of each class; 0 for all.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public LabelGanExperiment(InversionProfile profile, LabelMethod method, int each, ulong seed, Lazy<InversionData> data, string runs)
        : base(
            Folder(profile, method, each, seed, runs),
            new
            {
                Chapter = InversionChapter.Name,
                Method = method,
                Each = each,
                Model = Of(method),
                Training = Training(profile, method, seed),
                Profile = profile,
            },
            LabelChoice.Id(method), seed)
    {
        (_profile, _method, _each, _data) = (profile, method, each, data);
        (Data, Arm, Title) = (InversionChapter.DataSet, LabelChoice.Arm(each), TitleOf(method, each, seed));
    }

    internal static string Folder(InversionProfile profile, LabelMethod method, int each, ulong seed, string runs) =>
        System.IO.Path.Combine(runs, FormattableString.Invariant(
            $"{profile.Name}-{LabelChoice.Id(method)}-{LabelChoice.Arm(each)}-i{profile.LabelSteps}-s{seed}"));

    internal static string TitleOf(LabelMethod method, int each, ulong seed) =>
        $"{LabelChoice.Name(method)}, {(each == LabelChoice.All ? "all labels" : $"{each} labels a class")}, seed {seed}";

    /// <summary>Share of rows of class scores (N, K) whose highest is the label's.</summary>
    internal static double Accuracy(Tensor scores, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return (scores.argmax(1) == labels).to(float64).mean().item<double>();
    }

    // A GAN gets more iterations, so that both take about as long; the seconds are in the table.
    static InversionModel Of(LabelMethod method) => method switch
    {
        LabelMethod.Gan => InversionModel.Gan with { StepFactor = 1.75 },
        LabelMethod.InvGan => InversionModel.InvGan,
        _ => throw new ArgumentException($"LabelGanExperiment: expected a GAN or an InvGAN, got {method}; the others train no GAN."),
    };

    static InvGanTraining Training(InversionProfile profile, LabelMethod method, ulong seed) =>
        InvGanExperiment.Training(profile, profile.LabelSteps, Of(method), seed);

    /// <inheritdoc/>
    protected override InvGan Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        return new InvGan(
            new()
            {
                CodeSize = _profile.CodeSize,
                PriorSize = _profile.CodeSize,
                Classes = InversionData.Classes,
                Loss = Of(_method).Loss,
            },
            random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(InvGan model, ExperimentControl control)
    {
        var train = _data.Value.Train;
        return _processor.Of(() => new InvGanTrainer(train, Training(_profile, _method, Seed))
        {
            Known = LabelChoice.Of(train, _each, Seed),
            OnProgress = control.OnStep,
            CheckpointSteps = 1_000,
        }.Fit(model, Run, control.Cancellation));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(InvGan model, FitResult fit, ExperimentControl control)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        var infers = Of(_method).Infers;
        var system = InversionSystem.Of(model, infers);
        var evaluation = new InversionEvaluation(_profile, _data.Value, Seed, control.Say);
        var test = _data.Value.Test;
        var numbers = new Dictionary<string, double>(
            [.. evaluation.Samples(system), .. infers ? evaluation.Reconstructions(system) : []])
        {
            [InversionKeys.ClassAccuracy] =
                Accuracy(MiniBatches.Map(test.Images(), x => model.Discriminator.Read(x).ClassScores!), test.Labels()),
            [InversionKeys.MadeAccuracy] = MadeAccuracy(model),
            [InversionKeys.TrainingSeconds] = _processor.Seconds,
        };
        InversionPictures.Samples(system, Seed).Save(Run.File("samples.png"));
        return [new Measurement(Model, Seed) { Arm = Arm, Data = Data, Numbers = numbers }];
    }

    // Share of images made for a class that the chapter's classifier reads as that class.
    double MadeAccuracy(InvGan model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = RandomStream.Generator(Seed, RandomPurpose.Sampling, 6);
        var classes = arange(MadeForClasses, dtype: int64).remainder(InversionData.Classes);
        var codes = model.Mapping.Codes(randn(MadeForClasses, model.Settings.PriorSize, generator: random), classes);
        return _data.Value.Classifier.Accuracy(MiniBatches.Map(codes, model.Generator.forward), classes);
    }
}
