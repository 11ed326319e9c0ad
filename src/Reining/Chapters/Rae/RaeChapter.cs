using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reining.Torch;
using Reining.Training;

namespace Reining.Chapters.Rae;

/// <summary>The chapter on deterministic autoencoders: every model and seed of a profile, measured and judged.</summary>
public static class RaeChapter
{
    /// <summary>Runs what is not yet there and collects everything.</summary>
    /// <param name="profile">How large.</param>
    /// <param name="outFolder">Output folder; runs go to <c>runs/rae</c> below it.</param>
    /// <param name="models">Model names, or null for all.</param>
    /// <param name="cancellation">Stops after a checkpoint; the same call goes on from there.</param>
    /// <exception cref="ArgumentException">There is no model of a name.</exception>
    public static RaeResults Run(RaeProfile profile, string outFolder, IReadOnlyList<string>? models = null, CancellationToken cancellation = default)
    {
        var chosen = models?.Select(RaeModel.Named).ToHashSet();
        using var data = new RaeData(profile);
        var experiments = profile.Seeds.SelectMany(seed => RaeModel.All
            .Where(m => chosen is null || chosen.Contains(m))
            .Select(m => (Model: m, Seed: seed, Experiment: new RaeExperiment(profile, m, seed, outFolder)))).ToList();

        var measurements = new List<RaeMeasurement>();
        foreach (var (model, seed, experiment) in experiments)
        {
            var title = profile.Seeds.Count == 1 ? model.Name : $"{model.Name}, seed {seed}";
            var clock = Stopwatch.StartNew();
            var finished = experiment.IsFinished;
            measurements.Add(finished ? experiment.Measure(data) : ConsoleProgress.Run(title, progress => experiment.Measure(data, progress, cancellation)));
            Console.WriteLine(finished ? $"{title}: already there, {experiment.Run.Path}" : FormattableString.Invariant($"{title}: trained and measured in {clock.Elapsed.TotalSeconds:0} s, {experiment.Run.Path}"));
        }
        return new RaeResults(profile, measurements, RealFloor(profile, data, outFolder), experiments.ToDictionary(e => (e.Model.Name, e.Seed), e => e.Experiment));
    }

    /// <summary>Needs the classifier, so it is kept beside the runs.</summary>
    static double RealFloor(RaeProfile profile, RaeData data, string outFolder)
    {
        var file = Path.Combine(outFolder, "runs", "rae", $"{profile.Name}-real-floor.json");
        if (!File.Exists(file))
            AtomicFile.WriteText(file, JsonSerializer.Serialize(new { RealFloor = data.RealFloor() }, RunFolder.Json) + "\n");
        return (double)JsonNode.Parse(File.ReadAllText(file))!["real_floor"]!;
    }
}
