using System.Diagnostics;
using Reining.Kernel.Documents;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>Runs a notebook from top to bottom without a user.</summary>
public static class NotebookRunner
{
    /// <summary>Tag of a cell that may fail.</summary>
    public const string RaisesExceptionTag = "raises-exception";

    /// <summary>Tag of a cell that is not run.</summary>
    public const string SkipTag = "skip-execution";

    // An executor has its own ways to stop a cell; this is for one whose cell cannot be stopped at all.
    static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(15);

    /// <summary>Runs the notebook; the first failing cell ends the run.</summary>
    /// <param name="document">The notebook; it gets the outputs.</param>
    /// <param name="executor">What runs the cells.</param>
    /// <param name="options">Parameters, limits, and where to save.</param>
    /// <param name="cancel">Interrupts the running cell and ends the run.</param>
    /// <returns>How it ended; a failing cell is a result, not an exception.</returns>
    /// <exception cref="DocumentException">Options or parameters do not fit the notebook; nothing has run.</exception>
    public static async Task<NotebookRunResult> RunAsync(NotebookDocument document, ICellExecutor executor, NotebookRunOptions options,
        CancellationToken cancel = default)
    {
        options.Check();
        var language = CellLanguage.Of(document);
        NotebookParameters.Inject(document, options.Parameters);
        document.ClearOutputs();

        var watch = Stopwatch.StartNew();
        var record = new RunRecord(document);
        var answers = new InputAnswers(options.Inputs);
        var provenance = options.WriteProvenance ? new Provenance(document, options) : null;
        var cells = document.Runnable().ToArray();
        (int Number, NotebookCell Cell, CellError Error)? failure = null;
        var done = 0;
        var lost = false;
        Save(record, options);
        await executor.WarmUpAsync().ConfigureAwait(false);

        foreach (var (index, cell) in cells.Index())
        {
            var number = index + 1;
            var (outcome, elapsed) = await RunCellAsync(record, executor, options, answers, cell, number, cells.Length, language, cancel)
                .ConfigureAwait(false);
            done++;
            lost = outcome.HostLost;
            lock (record.Gate)
                provenance?.Record(cell, elapsed);
            Save(record, options);
            var tolerated = outcome.Error is null || cell.HasTag(RaisesExceptionTag) && !outcome.HostLost && !IsStop(outcome.Error);
            options.Progress?.Invoke(new CellProgress(tolerated
                ? CellPhase.Finished
                : CellPhase.Failed, number, cells.Length, cell, elapsed, "", outcome.Error));
            if (tolerated)
                continue;
            failure ??= (number, cell, outcome.Error!);
            if (!options.ContinueOnError || outcome.HostLost || cancel.IsCancellationRequested)
                break;
        }

        if (!lost && !cancel.IsCancellationRequested)
            await executor.FinishAsync(options.LateWork).ConfigureAwait(false);
        lock (record.Gate)
            provenance?.Finish(failure?.Cell);
        Save(record, options);
        return new NotebookRunResult(document, done, failure?.Number, failure?.Cell, failure?.Error, watch.Elapsed);
    }

    static async Task<(CellOutcome Outcome, TimeSpan Elapsed)> RunCellAsync(
        RunRecord record, ICellExecutor executor, NotebookRunOptions options, InputAnswers answers, NotebookCell cell, int number,
        int count, string language, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        void Report(CellPhase phase, string lastLine) =>
            options.Progress?.Invoke(new CellProgress(phase, number, count, cell, watch.Elapsed, lastLine, Error: null));

        cell.ExecutionCount = number;
        Report(CellPhase.Started, "");
        var collector = new OutputCollector(record, cell, answers, options.StreamLimit, text => Report(CellPhase.Output, LastLine(text)));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (options.CellTimeout is { } timeout)
            limit.CancelAfter(timeout);
        var request = new CellRequest($"cell {number}", CellLanguage.Apply(cell.Metadata, cell.Source, language));
        var outcome = await WithGrace(executor.ExecuteAsync(request, collector, limit.Token), limit.Token).ConfigureAwait(false);
        if (limit.IsCancellationRequested && !cancel.IsCancellationRequested
            && outcome.Error is { Name: CellError.Interrupted or CellError.ProcessEnded })
            outcome = outcome with
            {
                Error = CellError
                .Of(CellError.TimeLimit, $"The cell ran longer than its limit of {options.CellTimeout!.Value.TotalSeconds} s.")
            };
        collector.Complete(outcome.Error);
        return (outcome, watch.Elapsed);
    }

    static async Task<CellOutcome> WithGrace(Task<CellOutcome> run, CancellationToken limit)
    {
        var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (limit.Register(canceled.SetResult))
        {
            await Task.WhenAny(run, canceled.Task).ConfigureAwait(false);
            if (await Task.WhenAny(run, Task.Delay(run.IsCompleted ? TimeSpan.Zero : StopGrace, CancellationToken.None))
                .ConfigureAwait(false) == run || run.IsCompleted)
                return await run.ConfigureAwait(false);
        }
        return new CellOutcome(CellError
            .Of(CellError.Interrupted,
            $"The cell did not stop within {StopGrace.TotalSeconds} s of the request; it runs code that cannot be interrupted."),
                HostLost: true);
    }

    static bool IsStop(CellError error) => error.Name is CellError.TimeLimit or CellError.Interrupted;

    static void Save(RunRecord record, NotebookRunOptions options)
    {
        if (options.OutputPath is not null)
            record.Save(options.OutputPath);
    }

    static string LastLine(string text)
    {
        var trimmed = text.AsSpan().TrimEnd("\r\n ");
        var start = trimmed.LastIndexOfAny('\n', '\r') + 1;
        return trimmed[start..].ToString();
    }
}
