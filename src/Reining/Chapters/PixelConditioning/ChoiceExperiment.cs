using Reining.Images;
using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// The paper asks people which of two pictures matches what was asked for. Here the judge is asked: the picture wins whose parameters, as
/// they are read, lie nearer to those asked for, in deviations (gif-conditional.md §5.5). Pixel conditions against each rival.
/// </summary>
public sealed class ChoiceExperiment : Experiment
{
    const int Columns = 12;

    readonly IReadOnlyList<ConditioningExperiment> _generators;
    readonly RegressorExperiment _judge;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="generators">The finished generators, among them that with pixel conditions.</param>
    /// <param name="judge">The regressor that chooses.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public ChoiceExperiment(
        ConditioningProfile profile, IEnumerable<ConditioningExperiment> generators, RegressorExperiment judge, string runs) : base(
        System.IO.Path.Combine(runs, FormattableString.Invariant($"{profile.Name}-{Choice}-s{judge.Seed}")),
        RegressorExperiment.OfWorld(
            judge.World, new { Chapter = ConditioningChapter.Name, Experiment = Choice, judge.Seed, Profile = profile }),
        ConditioningModel.Pixel.Id, judge.Seed)
    {
        (_generators, _judge) = ([.. generators], judge);
        (Arm, Data, Title) = (Choice, judge.World.Name, $"choice between two pictures, seed {judge.Seed}");
        Requires = [judge, .. _generators];
    }

    /// <summary>The arm.</summary>
    internal const string Choice = "choice";

    /// <summary>Key of the share of choices for pixel conditions over a rival.</summary>
    internal static string Over(ConditioningModel rival) => $"{Choice}.over.{rival.Id}";

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Work(ExperimentControl control)
    {
        using var scope = NewDisposeScope();
        using var judge = _judge.LoadFrozen(control.Compute.Device);
        var errors = _generators.ToDictionary(g => g.Model, g =>
        {
            control.Say(g.Title);
            return g.Errors(judge, control.Compute.Device);
        });
        control.Say("pictures");
        Pictures(judge, control.Compute.Device).Save(Run.File("heads.png"));
        var own = errors[ConditioningModel.Pixel.Id];
        return
        [
            new(Model, Seed)
            {
                Arm = Arm,
                Data = Data,
                Numbers = ConditioningModel.All.Where(m => m != ConditioningModel.Pixel && errors.ContainsKey(m.Id)).ToDictionary(
                    Over, m => own.Zip(errors[m.Id]).Average(p => p.First < p.Second ? 1.0 : p.First == p.Second ? 0.5 : 0)),
            },
        ];
    }

    // What was asked for, what every generator drew, and real photos where there are any.
    ImageGrid Pictures(HeadRegressor judge, Device device)
    {
        var heads = _generators[0].TestHeads;
        var count = Math.Min(Columns, heads.Count);
        static ImageBatch Batch(Tensor pictures) => new(pictures.cpu(), PixelRange.MinusOneToOne);
        ImageBatch Bytes(Tensor bytes) => Batch(HeadSet.Pictures(bytes.narrow(0, 0, count)));
        var names = ConditioningModel.All.ToDictionary(m => m.Id, m => m.Name);
        return ImageGrid.OfRows(
        [
            ("asked for", Bytes(heads.Conditions.narrow(1, 0, 3))),
            .. _generators.Select(g => (names[g.Model], Batch(g.First(judge, device, count)))),
            .. heads.Photos.shape[0] == 0 ? [] : new[] { ("real photos", Bytes(heads.Photos)) },
        ], "rows of heads: what was asked for, what each generator drew, and real photos of these heads");
    }
}
