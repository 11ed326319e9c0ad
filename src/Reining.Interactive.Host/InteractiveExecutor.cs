extern alias reining;

using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.PackageManagement;
using reining::Reining.Kernel.Display;
using reining::Reining.Kernel.Engine;

namespace Reining.Interactive;

/// <summary>Runs cells in Microsoft.DotNet.Interactive: its C# kernel, set up as the tool dotnet-interactive sets it up.</summary>
sealed class InteractiveExecutor : ICellExecutor
{
    readonly CompositeKernel _root = new();
    readonly CellEvents _events = new();
    volatile KernelInvocationContext? _running;

    public InteractiveExecutor()
    {
        var csharp = new CSharpKernel();
        csharp.UseNugetDirective((kernel, packages) =>
        {
            kernel.AddAssemblyReferences(packages.SelectMany(package => package.AssemblyPaths));
            return Task.CompletedTask;
        });
        csharp.UseKernelHelpers().UseWho().UseValueSharing();
        _root.Add(csharp, ["c#", "C#", "cs"]);
        _root.Add(new HtmlKernel());
        _root.Add(new KeyValueStoreKernel().UseWho());
        _root.UseImportMagicCommand();
        _root.DefaultKernelName = csharp.Name;
        _root.RegisterCommandHandler<RequestInput>(AnswerAsync);
        _root.SetDefaultTargetKernelNameForCommand(typeof(RequestInput), _root.Name);
        _root.AddMiddleware(async (command, context, next) =>
        {
            if (command is SubmitCode)
                _running = context;
            await next(command, context).ConfigureAwait(false);
        });
        // Libraries ask for the running cell's token by this name: .NET Interactive's own interrupt stops nothing.
        AppContext.SetData(NotebookSession.CancellationData, () => _running is { IsComplete: false } cell
            ? cell.CancellationToken
            : CancellationToken.None);
        _root.KernelEvents.Subscribe(_events.Take);
    }

    /// <inheritdoc/>
    public Task WarmUpAsync() => _root.SendAsync(new SubmitCode("1"));

    /// <inheritdoc/>
    public async Task<CellOutcome> ExecuteAsync(CellRequest request, ICellOutput output, CancellationToken cancel)
    {
        _events.Begin(output, cancel);
        using var interrupt = cancel.Register(() => _ = _root.SendAsync(new Cancel()));
        await _root.SendAsync(new SubmitCode(request.Code)).ConfigureAwait(false);
        return new CellOutcome(cancel.IsCancellationRequested && _events.Error is not null
            ? CellError.Of(CellError.Interrupted, "The cell was interrupted. Variables of earlier cells are kept; code that does not ask "
                + "for KernelInvocationContext.Current.CancellationToken goes on running.")
            : _events.Error);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _root.Dispose();
        return ValueTask.CompletedTask;
    }

    Task AnswerAsync(RequestInput question, KernelInvocationContext context)
    {
        context.Publish(new InputProduced(_events.Ask(question.Prompt, question.IsPassword), question));
        return Task.CompletedTask;
    }
}
