using Reining.Chapters;

namespace Reining.Cli;

/// <summary>Several workers on one grid of experiments; the failure of one stops the others.</summary>
static class GridWorkers
{
    /// <summary>How many are started unless said otherwise: one a core, where each has two gigabytes of memory.</summary>
    public static int Default =>
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 31, 1, Environment.ProcessorCount);

    /// <summary>Finishes a grid.</summary>
    /// <param name="experiments">The grid, those that others read first.</param>
    /// <param name="count">Workers, at least 1.</param>
    /// <param name="arguments">Arguments of <c>run</c> that give this grid.</param>
    /// <param name="cancel">Stops them after checkpoints.</param>
    /// <exception cref="IOException">A worker failed.</exception>
    public static async Task FinishAsync(
        IReadOnlyList<Experiment> experiments, int count, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var open = experiments.Count(e => !e.IsFinished);
        if (open == 0)
            return;
        count = Math.Clamp(count, 1, open);
        var threads = Math.Max(1, Environment.ProcessorCount / count);
        Console.WriteLine(
            $"{open} of {experiments.Count} experiments to run, {count} at a time; pictures appear in their folders as they are made, " +
            $"first in {Path.GetDirectoryName(experiments.First(e => !e.IsFinished).Path)}");
        using var progress = new GridProgress(experiments.Count, experiments.Count - open, count);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var workers = Enumerable.Range(0, count)
            .Select(i => new GridWorker(threads, arguments, p => progress.Report(i, p), progress.WriteLine))
            .ToList();
        try
        {
            await Task.WhenAll(workers.Select(w => FinishAsync(w, stop)));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // One of them failed: its error is among the others'.
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }
        if (experiments.FirstOrDefault(e => !e.IsFinished) is { } unfinished)
            throw new IOException(
                $"Reproduce: expected '{unfinished.Path}' to be finished by the workers, " +
                "which ended without an error; run the command again.");
    }

    static async Task FinishAsync(GridWorker worker, CancellationTokenSource stop)
    {
        try
        {
            await worker.FinishAsync(stop.Token);
        }
        catch
        {
            await stop.CancelAsync(); // nothing goes on beside a failure
            throw;
        }
    }
}
