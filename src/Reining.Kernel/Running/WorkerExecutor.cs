using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Kernel.Display;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>
/// Runs cells in a process of their own and watches it: a cell that takes its process down (a native abort,
/// <see cref="Environment.Exit"/>, a stack overflow, the system's memory limit) is a failed cell, with what the process printed
/// last. The next cell finds a new process, without the old one's variables.
/// </summary>
/// <param name="command">How to start a process that calls <see cref="WorkerHost.RunAsync"/>. Streams and one environment variable are set
/// here.</param>
/// <param name="folder">The notebook's folder: the worker's working directory, and what <c>#r</c> and <c>#load</c> are relative to.</param>
public sealed class WorkerExecutor(Func<ProcessStartInfo> command, string folder) : ICellExecutor, ICodeAssistant
{
    readonly Dictionary<int, (ICellOutput Output, CancellationToken Cancel)> _cells = [];
    volatile WorkerProcess? _worker;
    int _last;

    /// <summary>How long after an interrupt code that no layer of it reaches (a loop in native code) is ended with its process.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Starts the process, so that it gets warm while the caller does other things.</summary>
    public void Start() => _worker ??= new WorkerProcess(command(), Path.GetFullPath(folder), _cells);

    /// <inheritdoc/>
    public Task WarmUpAsync()
    {
        Start();
        return _worker!.Ready;
    }

    /// <inheritdoc/>
    public async Task<CellOutcome> ExecuteAsync(CellRequest request, ICellOutput output, CancellationToken cancel)
    {
        Start();
        var current = _worker!;
        var cell = ++_last;
        lock (_cells)
            _cells[cell] = (output, cancel);
        var run = current.ExecuteAsync(cell, request);
        using var registration = cancel.Register(() => _ = StopAsync(current, run));
        var outcome = await run.ConfigureAwait(false);
        if (!outcome.HostLost)
            return outcome;
        _worker = null;
        await current.DisposeAsync().ConfigureAwait(false);
        return outcome;
    }

    /// <inheritdoc/>
    public Task FinishAsync(TimeSpan most) => _worker?.FinishAsync(most) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<Completions> CompleteAsync(string code, int position) =>
        await AskAsync(CodeQuestions.About(WorkerMessages.Complete, code, position)).ConfigureAwait(false) is { } answer
            ? CodeQuestions.Completions(answer)
            : new Completions(position, position, []);

    /// <inheritdoc/>
    public async Task<string?> InspectAsync(string code, int position) =>
        (string?)await AskAsync(CodeQuestions.About(WorkerMessages.Inspect, code, position)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<Completeness> CheckAsync(string code) =>
        await AskAsync(CodeQuestions.About(WorkerMessages.Check, code, 0)).ConfigureAwait(false) is { } answer
            ? (Completeness)(int)answer
            : Completeness.Complete;

    /// <inheritdoc/>
    public async Task<Signatures?> SignaturesAsync(string code, int position) =>
        CodeQuestions.Read<Signatures>(await AskAsync(CodeQuestions.About(WorkerMessages.Signature, code, position)).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IReadOnlyList<CellDiagnostic>>> DiagnoseAsync(IReadOnlyList<string> cells)
    {
        var question = new JsonObject
        {
            ["type"] = WorkerMessages.Diagnose,
            ["cells"] = new JsonArray([.. cells.Select(cell => JsonValue.Create(cell))]),
        };
        var answer = await AskAsync(question).ConfigureAwait(false);
        return CodeQuestions.Read<CellDiagnostic[][]>(answer) ?? [.. cells.Select(_ => Array.Empty<CellDiagnostic>())];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VariableText>> VariablesAsync()
    {
        var answer = await AskAsync(new JsonObject { ["type"] = WorkerMessages.Variables }).ConfigureAwait(false);
        return CodeQuestions.Read<VariableText[]>(answer) ?? [];
    }

    /// <summary>Ends the process.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
            await _worker.DisposeAsync().ConfigureAwait(false);
    }

    // Questions come from any thread; the process between two lives answers nothing.
    Task<JsonNode?> AskAsync(JsonObject question) => _worker is { } current ? current.AskAsync(question) : Task.FromResult<JsonNode?>(null);

    async Task StopAsync(WorkerProcess current, Task<CellOutcome> run)
    {
        current.Interrupt();
        if (await Task.WhenAny(run, Task.Delay(StopGrace)).ConfigureAwait(false) != run)
            current.Kill();
    }
}
