using System.Diagnostics;
using Reining.Torch;
using Reining.Training;

namespace Reining.Chapters.Rae;

/// <summary>The chapter on deterministic autoencoders: every model and seed of a profile, measured and judged.</summary>
public static class RaeChapter
{
    /// <summary>The table's models: runs what is not yet there and collects everything.</summary>
    /// <param name="profile">How large.</param>
    /// <param name="outFolder">Output folder; runs go to <c>runs/rae</c> below it.</param>
    /// <param name="models">Model names, or null for the table's.</param>
    /// <param name="cancellation">Stops after a checkpoint; the same call goes on from there.</param>
    /// <param name="compute">Where to compute; null for the processor.</param>
    /// <exception cref="ArgumentException">There is no model of a name.</exception>
    public static RaeResults Run(RaeProfile profile, string outFolder, IReadOnlyList<string>? models = null, CancellationToken cancellation = default, Compute? compute = null)
    {
        var rows = models?.Select(RaeModel.Named).ToList() ?? RaeModel.Table;
        using var data = new RaeData(profile, compute, Runs(outFolder));
        var (measurements, experiments) = Measure(profile, data, rows, outFolder, "", cancellation);
        // The sweep is of one model whose codes nothing but a weak penalty shapes.
        var sweeps = experiments.Where(e => e.Key.Model == "RAE")
            .Select(e => MixtureSweep.Of(e.Value, RaeModel.Named(e.Key.Model), e.Key.Seed, profile, data, cancellation)).ToList();
        return new RaeResults(profile, measurements, data.RealFloor(), sweeps, experiments);
    }

    /// <summary>The arm that varies the likelihood (Q1) and the number of training digits (R14).</summary>
    /// <inheritdoc cref="Run" path="/param"/>
    public static LikelihoodResults RunLikelihoods(RaeProfile profile, string outFolder, CancellationToken cancellation = default, Compute? compute = null)
    {
        using var data = new RaeData(profile, compute, Runs(outFolder));
        var (measurements, experiments) = Measure(profile, data, RaeModel.Likelihoods, outFolder, "", cancellation);
        return new LikelihoodResults(profile, measurements, data.RealFloor(), experiments);
    }

    /// <summary>VAE and RAE trained on many and on few digits for the same number of steps (R14).</summary>
    /// <inheritdoc cref="Run" path="/param"/>
    public static Claim RunTrainingDigits(RaeProfile profile, string outFolder, CancellationToken cancellation = default, Compute? compute = null)
    {
        var few = profile with { TrainImages = profile.FewImages, Epochs = profile.Epochs * profile.TrainImages / profile.FewImages };
        IReadOnlyList<RaeModel> rows = [RaeModel.Named("VAE"), RaeModel.Named("RAE")];
        IEnumerable<RaeMeasurement> Of(RaeProfile size, string mark)
        {
            using var data = new RaeData(size, compute, Runs(outFolder));
            return Measure(size, data, rows, outFolder, mark, cancellation).Measurements.Select(m => m with { Model = m.Model + mark });
        }
        return SizeClaims.TrainingDigits([.. Of(profile, ""), .. Of(few, SizeClaims.Few)]);
    }

    static (List<RaeMeasurement> Measurements, Dictionary<(string Model, ulong Seed), RaeExperiment> Experiments) Measure(
        RaeProfile profile, RaeData data, IReadOnlyList<RaeModel> rows, string outFolder, string mark, CancellationToken cancellation)
    {
        var experiments = profile.Seeds.SelectMany(seed => rows.Select(row => (Row: row, Seed: seed, Experiment: new RaeExperiment(profile, row, seed, outFolder)))).ToList();
        var measurements = new List<RaeMeasurement>();
        foreach (var (row, seed, experiment) in experiments)
        {
            var title = row.Name + mark + (profile.Seeds.Count == 1 ? "" : $", seed {seed}");
            var clock = Stopwatch.StartNew();
            var finished = experiment.IsFinished;
            measurements.Add(finished ? experiment.Measure(data) : ConsoleProgress.Run(title, progress => experiment.Measure(data, progress, cancellation)));
            Console.WriteLine(finished ? $"{title}: already there, {experiment.Run.Origin}" : FormattableString.Invariant($"{title}: trained and measured in {clock.Elapsed.TotalSeconds:0} s, {experiment.Run.Path}"));
        }
        return (measurements, experiments.ToDictionary(e => (e.Row.Name, e.Seed), e => e.Experiment));
    }

    static string Runs(string outFolder) => Path.Combine(outFolder, "runs", "rae");
}
