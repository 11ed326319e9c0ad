using Reining.Figures;
using Reining.Models;
using Reining.Worlds;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// The chapter's generators on a person's own faces: photos, and a licensed FLAME fitted to them, in the folder that
/// <see cref="FlameFaces.Variable"/> names (docs/own-faces.md). It makes no claims: those are about the synthetic heads.
/// </summary>
public static class OwnFaces
{
    /// <summary>Name on the command line.</summary>
    public const string Name = "gif-own-faces";

    /// <summary>GIF's own size and length at 256 pixels, for one large GPU and days; it was never run.</summary>
    static ConditioningProfile Paper { get; } = new("paper", 294_000, 35_000, 14_000, 6_000, 2_048, [1])
    {
        Net = StyleGanOptions.F256,
        Gamma = 10 / 16.0, // GIF's 10 without the factor of the interval (gif-conditional.md §2.9)
    };

    /// <summary>All profiles: the chapter's, and 256 pixels as <c>paper</c>.</summary>
    internal static Profiles<ConditioningProfile> Profiles { get; } =
        new(ConditioningProfile.Smoke, ConditioningProfile.Quick, ConditioningProfile.Standard, Paper);

    /// <summary>The part; without the folder it has no experiments.</summary>
    public static ChapterPart Part { get; } = new(Name, "the same generators on your own photos and FLAME")
    {
        Experiments = request => Grid(request, FlameFaces.Open()),
        IsApart = true,
        IsAvailable = () => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(FlameFaces.Variable)),
        Missing = () => FlameFaces.WhyNot(),
        Tables = run => Tables(run, FlameFaces.Open()),
        Figures = run => new ConditioningResults(run).Figures.Select(f => ($"own-faces-{f.Name}", f.Figure)),
    };

    /// <summary>The experiments of a request on a world.</summary>
    internal static IReadOnlyList<Experiment> Grid(RunRequest request, IFaceWorld world) => ConditioningChapter.Grid(
        request, Profiles.Named(request.Profile), Path.Combine(request.Folder, "runs", Name, world.Identity!), world);

    /// <summary>The chapter's tables of a run, and how many faces there were.</summary>
    internal static IEnumerable<(string Name, ResultTable Table)> Tables(PartRun run, FlameFaces world) =>
    [
        .. new ConditioningResults(run, world).Tables.Select(t => ($"own-faces-{t.Name}", t.Table)),
        ("own-faces-parts", Parts(Profiles.Named(run.Request.Profile), world)),
    ];

    static ResultTable Parts(ConditioningProfile profile, FlameFaces world)
    {
        var table = new ResultTable(
            "What the fits are for, in the order of the photos' numbers", TableColumn.Text("part"), TableColumn.Number("fits", format: "0"),
            TableColumn.Number("asked for by the profile", format: "0"), TableColumn.Number("used", format: "0"));
        foreach (var part in Enum.GetValues<FacePart>())
        {
            var (count, asked) = (world.Count(part), part switch
            {
                FacePart.Train => profile.TrainHeads,
                FacePart.Judge or FacePart.Guide => profile.RegressorHeads,
                FacePart.Variation => FactorSets.Heads * (1 + FactorSets.Values),
                _ => profile.TestHeads,
            });
            table.Add(part.ToString(), count, asked, Math.Min(count, asked));
        }
        return table;
    }
}
