using System.Diagnostics;

namespace Reining.Chapters;

/// <summary>
/// Experiments one after another, those that others read first. Several processes can work on one grid: each takes what is neither finished
/// nor held by another.
/// </summary>
public static class ExperimentGrid
{
    static readonly TimeSpan Wait = TimeSpan.FromSeconds(0.2);

    /// <summary>The experiments and all that they require, each folder once, in an order in which none comes
    /// before what it reads.</summary>
    public static IReadOnlyList<Experiment> WithRequired(IEnumerable<Experiment> experiments)
    {
        var ordered = new Dictionary<string, Experiment>(StringComparer.Ordinal);
        void Add(Experiment experiment)
        {
            if (ordered.ContainsKey(experiment.Path))
                return;
            foreach (var required in experiment.Requires)
                Add(required);
            ordered[experiment.Path] = experiment;
        }
        foreach (var experiment in experiments)
            Add(experiment);
        return [.. ordered.Values];
    }

    /// <summary>Finishes what is not finished yet.</summary>
    /// <param name="experiments">The grid.</param>
    /// <param name="request">Device, progress and cancellation.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the same call goes on from there.</exception>
    public static void Finish(IEnumerable<Experiment> experiments, RunRequest request)
    {
        var all = WithRequired(experiments);
        var open = all.Where(e => !e.IsFinished).ToList();
        var (before, clock, told) = (all.Count - open.Count, Stopwatch.StartNew(), false);
        while (open.Count > 0)
        {
            var next = open.FirstOrDefault(e => e.Requires.All(r => r.IsFinished) && Try(e));
            if (next is not null)
            {
                open.RemoveAll(e => e.IsFinished);
                told = false;
                Tell(next, ExperimentEvent.Finished);
                continue;
            }
            open.RemoveAll(e => e.IsFinished); // by others
            if (!told && open.Count > 0)
                Tell(open[0], ExperimentEvent.Waiting);
            told = true;
            if (request.Cancellation.WaitHandle.WaitOne(Wait))
                throw new OperationCanceledException(
                    "Stopped while another process was at the rest; the same command goes on from there.", request.Cancellation);
        }

        bool Try(Experiment experiment)
        {
            var begun = false;
            void Begin()
            {
                if (!begun)
                    Tell(experiment, ExperimentEvent.Started);
                begun = true;
            }
            return experiment.TryFinish(new ExperimentControl(
                request.Compute, fit => Tell(experiment, ExperimentEvent.Step, p => p with { Fit = fit }),
                line => Tell(experiment, ExperimentEvent.Said, p => p with { Message = line }), request.Cancellation)
            { OnBegin = Begin });
        }

        void Tell(Experiment experiment, ExperimentEvent what, Func<ExperimentProgress, ExperimentProgress>? more = null)
        {
            if (request.Progress is null)
                return;
            var done = all.Count - open.Count;
            var left = done > before ? clock.Elapsed / (done - before) * open.Count : (TimeSpan?)null;
            var progress = new ExperimentProgress(experiment.Title, done, all.Count, what) { Left = left };
            request.Progress(more?.Invoke(progress) ?? progress);
        }
    }
}
