using Reining.Worlds;

namespace Reining.Chapters.PixelConditioning;

/// <summary>The chapter on generators that are told, pixel by pixel, what to show.</summary>
public static class ConditioningChapter
{
    internal const string Name = "gif";

    /// <summary>Generators that are told by images, by vectors, or not at all.</summary>
    public static ChapterPart Generators { get; } = new("gif-generators", "generators told by images, by vectors, or not at all")
    {
        Experiments = Experiments,
        Claims = ConditioningClaims.All,
        Tables = run => new ConditioningResults(run).Tables,
        Figures = run => new ConditioningResults(run).Figures,
    };

    /// <summary>The chapter.</summary>
    public static Chapter Chapter { get; } = new(
        Name, "Control by conditions that lie pixel on pixel",
        "Does a generator obey better when it is told where each thing is, pixel by pixel, than by a list of numbers?")
    {
        Notebooks = ["04-pixel-conditioning.ipynb"],
        Parts = [Generators, OwnFaces.Part],
        Explorer = HeadExplorer.Models,
    };

    /// <summary>Runs the generators, or reads them back.</summary>
    public static ConditioningResults Run(RunRequest request) => new(Generators.Run(request));

    internal static IReadOnlyList<Experiment> Experiments(RunRequest request) => Grid(
        request, ConditioningProfile.Profiles.Named(request.Profile), Path.Combine(request.Folder, "runs", Name), SynthHeads.World);

    /// <summary>The experiments of a request on the faces of a world.</summary>
    internal static IReadOnlyList<Experiment> Grid(RunRequest request, ConditioningProfile profile, string runs, IFaceWorld world)
    {
        var data = new Lazy<ConditioningData>(() => new ConditioningData(profile, world));
        return [.. request.SeedsOf(profile).SelectMany(seed =>
        {
            var judge = new RegressorExperiment(profile, isGuide: false, seed, data, runs, world);
            var guide = new RegressorExperiment(profile, isGuide: true, seed, data, runs, world);
            var generators = ConditioningModel.All.Select(m => new ConditioningExperiment(profile, m, judge, guide, data, runs)).ToList();
            // The longest first: two workers then end at about the same time.
            return new Experiment[] { judge, guide }
                .Concat(generators.OrderByDescending(g => g.Steps))
                .Append(new ChoiceExperiment(profile, generators, judge, runs));
        })];
    }
}
