using Reining.Data;
using Reining.Images;
using Reining.Models;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>
/// Trains an InvGAN on small pieces of digits, and makes whole digits again of the codes of their tiles: images that are larger than any
/// that the model saw (fact sheet invgan.md §6.2, E10).
/// </summary>
public sealed class TilingExperiment : GanExperiment
{
    /// <summary>Identifier of the arm.</summary>
    internal const string ArmId = "tiles";

    const int Pad = 2, Size = 32, Side = 16, Pieces = 100_000;
    const long Width = 128;

    static readonly Tiling Overlapping = new(Size, Side, Side / 2), Apart = new(Size, Side, Side);

    readonly InversionProfile _profile;
    readonly Lazy<InversionData> _data;
    readonly ProcessorTime _processor = new();

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public TilingExperiment(InversionProfile profile, ulong seed, Lazy<InversionData> data, string runs) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{profile.Name}-{ArmId}-i{profile.TileSteps}-s{seed}")),
        new
        {
            Chapter = InversionChapter.Name,
            Arm = ArmId,
            Size,
            Side,
            Pieces,
            Width,
            Training = Training(profile, seed),
            Profile = profile,
        },
        InversionModel.InvGan.Id, seed)
    {
        (_profile, _data) = (profile, data);
        (Data, Arm, Title) = (InversionChapter.DataSet, ArmId, $"InvGAN of tiles, seed {seed}");
    }

    static InvGanTraining Training(InversionProfile profile, ulong seed) =>
        InvGanExperiment.Training(profile, profile.TileSteps, InversionModel.InvGan, seed);

    /// <inheritdoc/>
    protected override InvGan Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        return new InvGan(
            new() { Side = Side, Width = Width, CodeSize = _profile.CodeSize, PriorSize = _profile.CodeSize }, random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(InvGan model, ExperimentControl control)
    {
        var seed = RandomStream.Seed(Seed, RandomPurpose.Sampling, 8);
        var train = Patches.Of(_data.Value.Train, Side, Math.Min(Pieces, 10 * _data.Value.Train.Count), seed, Pad);
        return _processor.Of(() => new InvGanTrainer(train, Training(_profile, Seed))
        {
            OnProgress = control.OnStep,
            CheckpointSteps = 1_000,
        }.Fit(model, Run, control.Cancellation));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(InvGan model, FitResult fit, ExperimentControl control)
    {
        ArgumentNullException.ThrowIfNull(model);
        control.Say("whole digits of tiles");
        using var scope = NewDisposeScope();
        var system = InversionSystem.Of(model, infers: true);
        var (images, labels) = (_data.Value.Test.Images(Pad), _data.Value.Test.Labels()); // (n, 1, 32, 32)
        var (soft, hard) = (Again(system, images, Overlapping), Again(system, images, Apart));
        var evaluation = new InversionEvaluation(_profile, _data.Value, Seed, control.Say);
        var numbers = new Dictionary<string, double>
        {
            [InversionKeys.Error] = InversionEvaluation.Error(images, soft),
            [InversionKeys.TilesApartError] = InversionEvaluation.Error(images, hard),
            [InversionKeys.PermutedError] = InversionEvaluation.Error(images, Again(system, images, Overlapping, permuted: true)),
            [InversionKeys.Agreement] = evaluation.Agreement(Cropped(soft), labels),
            [InversionKeys.ReconstructionDistance] = _data.Value.Distance(Cropped(soft)),
            [InversionKeys.Seams] = Seams(soft),
            [InversionKeys.TilesApartSeams] = Seams(hard),
            [InversionKeys.RealSeams] = Seams(images),
            [InversionKeys.TrainingSeconds] = _processor.Seconds,
        };
        InversionPictures.Tiles(images.narrow(0, 0, 12), soft.narrow(0, 0, 12), hard.narrow(0, 0, 12)).Save(Run.File("tiles.png"));
        return [new Measurement(Model, Seed) { Arm = Arm, Data = Data, Numbers = numbers }];
    }

    // Images again, of the codes of their tiles, or of those codes in another order.
    Tensor Again(InversionSystem system, Tensor images, Tiling tiling, bool permuted = false)
    {
        using var scope = NewDisposeScope();
        var codes = system.CodesOf(tiling.Cut(images)); // (n·tiles, d)
        if (permuted)
        {
            using var random = RandomStream.Generator(Seed, RandomPurpose.Sampling, 9);
            codes = codes.index_select(0, randperm(codes.shape[0], generator: random));
        }
        return tiling.Join(system.ImagesOf(codes)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Squared jump from one pixel to the next across the two middle lines of images (N, 1, S, S), where tiles end whether they overlap or
    /// not, over that across all other lines; means.
    /// </summary>
    internal static double Seams(Tensor images)
    {
        using var scope = NewDisposeScope();
        var seam = images.shape[3] / 2 - 1;
        var across = (images.narrow(3, 1, seam * 2 + 1) - images.narrow(3, 0, seam * 2 + 1)).square().mean([0, 1, 2]); // (S − 1)
        var down = (images.narrow(2, 1, seam * 2 + 1) - images.narrow(2, 0, seam * 2 + 1)).square().mean([0, 1, 3]);
        var lines = across + down;
        var (at, all) = (lines[seam].ToDouble(), lines.mean().ToDouble() * lines.shape[0]);
        return at / ((all - at) / (lines.shape[0] - 1));
    }

    static Tensor Cropped(Tensor images) => images.narrow(2, Pad, Size - 2 * Pad).narrow(3, Pad, Size - 2 * Pad);
}
