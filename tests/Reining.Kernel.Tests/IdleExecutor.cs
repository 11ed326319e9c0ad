using Reining.Kernel.Display;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests;

/// <summary>Ends every cell at once and knows nothing about code.</summary>
sealed class IdleExecutor : ICellExecutor, ICodeAssistant
{
    /// <summary>The token of the last cell.</summary>
    public CancellationToken LastToken { get; private set; }

    public Task WarmUpAsync() => Task.CompletedTask;

    public Task<CellOutcome> ExecuteAsync(CellRequest request, ICellOutput output, CancellationToken cancel)
    {
        LastToken = cancel;
        return Task.FromResult(CellOutcome.Ok);
    }

    public Task<Completions> CompleteAsync(string code, int position) => Task.FromResult(new Completions(position, position, []));

    public Task<string?> InspectAsync(string code, int position) => Task.FromResult<string?>(null);

    public Task<Completeness> CheckAsync(string code) => Task.FromResult(Completeness.Complete);

    public Task<Signatures?> SignaturesAsync(string code, int position) => Task.FromResult<Signatures?>(null);

    public Task<IReadOnlyList<IReadOnlyList<CellDiagnostic>>> DiagnoseAsync(IReadOnlyList<string> cells) =>
        Task.FromResult<IReadOnlyList<IReadOnlyList<CellDiagnostic>>>([.. cells.Select(_ => Array.Empty<CellDiagnostic>())]);

    public Task<IReadOnlyList<VariableText>> VariablesAsync() => Task.FromResult<IReadOnlyList<VariableText>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
