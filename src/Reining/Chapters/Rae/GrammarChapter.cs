using System.Diagnostics;
using Reining.Training;

namespace Reining.Chapters.Rae;

/// <summary>The chapter's part on structured data: every model and seed of a profile, trained, searched and judged.</summary>
public static class GrammarChapter
{
    /// <summary>Runs what is not yet there and collects everything.</summary>
    /// <param name="profile">How large.</param>
    /// <param name="outFolder">Output folder; runs go to <c>runs/rae-grammar</c> below it.</param>
    /// <param name="cancellation">Stops after a checkpoint; the same call goes on from there.</param>
    public static GrammarResults Run(GrammarProfile profile, string outFolder, CancellationToken cancellation = default)
    {
        var measurements = new List<GrammarMeasurement>();
        Console.WriteLine(FormattableString.Invariant($"Expressions, profile {profile.Name}: {profile.Seeds.Count} × {string.Join(", ", GrammarModel.All.Select(m => m.Name))}"));
        foreach (var seed in profile.Seeds)
        {
            foreach (var model in GrammarModel.All)
            {
                var experiment = new GrammarExperiment(profile, model, seed, outFolder);
                var title = profile.Seeds.Count == 1 ? model.Name : $"{model.Name}, seed {seed}";
                var clock = Stopwatch.StartNew();
                var finished = experiment.IsFinished;
                measurements.Add(finished
                    ? experiment.Measure()
                    : ConsoleProgress.Run(title, progress => experiment.Measure(progress, line => Console.WriteLine($"{title}: {line}"), cancellation)));
                Console.WriteLine(finished ? $"{title}: already there, {experiment.Run.Origin}" : FormattableString.Invariant($"{title}: trained and measured in {clock.Elapsed.TotalSeconds:0} s, {experiment.Run.Path}"));
            }
        }
        return new GrammarResults(profile, measurements);
    }
}
