using Reining.Kernel.Display;

namespace Reining.Kernel.Engine;

/// <summary>Runs cells in this process.</summary>
/// <remarks>
/// Takes over <see cref="Console"/> for what runs within cells. A cell that ends the process (a native abort,
/// <see cref="Environment.Exit"/>, a stack overflow) ends the caller too: where that matters, run cells in a
/// watched process with <see cref="Running.WorkerExecutor"/>.
/// </remarks>
public sealed class NotebookSession : ICellExecutor, ICodeAssistant
{
    /// <summary>
    /// Under this name in <see cref="AppContext.GetData"/> compiled libraries find a <c>Func&lt;CancellationToken&gt;</c> that gives the
    /// token of the cell it is called from. A long loop in a library that asks the token once per turn can be interrupted at once and
    /// cleanly, without a reference to any kernel.
    /// </summary>
    public const string CancellationData = "Notebook.CancellationToken";

    // A function, because the slot belongs to the process and several sessions may run cells in it.
    static readonly Func<CancellationToken> CellToken = () => NotebookFunctions.CellToken;

    readonly CSharpEngine _engine;
    readonly CellThread _thread;
    readonly CellRunner _runner;
    readonly LateWork _late = new();
    readonly AssistantThread _assistant = new();
    readonly Task _warm;
    bool _assistantWarm;

    /// <summary>Opens a session and starts to warm the compiler up.</summary>
    /// <param name="folder">The folder that <c>#r</c> and <c>#load</c> paths are relative to; the notebook's own.</param>
    public NotebookSession(string folder)
    {
        _engine = new CSharpEngine(folder);
        _thread = new CellThread(_engine.PollSlot);
        _runner = new CellRunner(_engine, _thread);
        CellConsole.Install();
        AppContext.SetData(CancellationData, CellToken);
        _warm = _thread.Post(() => new CSharpEngine(folder).Compile("var warm = 1; warm", "warm-up", CancellationToken.None));
    }

    /// <inheritdoc/>
    public Task WarmUpAsync() => _warm;

    /// <inheritdoc/>
    public async Task<CellOutcome> ExecuteAsync(CellRequest request, ICellOutput output, CancellationToken cancel)
    {
        var outcome = await _thread.Post(() => Execute(request, output, cancel)).ConfigureAwait(false);
        // The first question would wait for the assistant's own code to be compiled; after the first cell nobody waits.
        if (!_assistantWarm)
        {
            _assistantWarm = true;
            _ = _assistant.Post(() => CodeAssistant.Complete(_engine, "Console.W", 9));
            _ = _assistant.Post(() => CodeAssistant.Complete(_engine, "W", 1));
        }
        return outcome;
    }

    /// <inheritdoc/>
    public Task FinishAsync(TimeSpan most) => _thread.Post(() =>
    {
        _late.Wait(most);
        return true;
    });

    /// <inheritdoc/>
    public Task<Completions> CompleteAsync(string code, int position) =>
        _assistant.Post(() => CodeAssistant.Complete(_engine, code, position));

    /// <inheritdoc/>
    public Task<string?> InspectAsync(string code, int position) => _assistant.Post(() => CodeAssistant.Inspect(_engine, code, position));

    /// <inheritdoc/>
    public Task<Completeness> CheckAsync(string code) => _assistant.Post(() => CodeAssistant.Check(code));

    /// <inheritdoc/>
    public Task<Signatures?> SignaturesAsync(string code, int position) =>
        _assistant.Post(() => SignatureFinder.Find(_engine, code, position));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IReadOnlyList<CellDiagnostic>>> DiagnoseAsync(IReadOnlyList<string> cells)
    {
        var checker = new CellChecker(_engine);
        var found = new List<IReadOnlyList<CellDiagnostic>>();
        foreach (var cell in cells) // one by one: completion must not wait for all
            found.Add(await _assistant.Post(() => checker.Next(cell)).ConfigureAwait(false));
        return found;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<VariableText>> VariablesAsync() =>
        _thread.Post(IReadOnlyList<VariableText> () => [.. _engine.Variables().Select(VariableText.Of)]);

    /// <summary>Lets the session's threads end.</summary>
    public ValueTask DisposeAsync()
    {
        _thread.Dispose();
        _assistant.Dispose();
        return ValueTask.CompletedTask;
    }

    CellOutcome Execute(CellRequest request, ICellOutput output, CancellationToken cancel)
    {
        using var cell = new CellContext(output, cancel);
        var scope = cell.Enter();
        try
        {
            _runner.Run(request, cell, output, cancel);
            return CellOutcome.Ok;
        }
        catch (CellAbortedException)
        {
            return new CellOutcome(CellError
                .Of(CellError.Interrupted,
                "The cell was aborted within a compiled library. Variables of earlier cells are kept; restart if that library behaves "
                    + "oddly from now on."));
        }
        catch (Exception error) when (cancel.IsCancellationRequested && IsStop(error))
        {
            return new CellOutcome(CellError.Of(CellError.Interrupted, "The cell was interrupted. Variables of earlier cells are kept."));
        }
        catch (Exception error)
        {
            return new CellOutcome(CellError.From(error));
        }
        finally
        {
            CellConsole.Restore();
            CellContext.Leave();
            _late.Add(scope, cell);
        }
    }

    // Parallel loops throw one cancellation per thread; getters that a display asks are called by reflection.
    static bool IsStop(Exception error) => error switch
    {
        OperationCanceledException or ThreadInterruptedException => true,
        AggregateException { InnerExceptions: var inner } => inner.All(IsStop),
        System.Reflection.TargetInvocationException { InnerException: { } inner } => IsStop(inner),
        _ => false,
    };
}
