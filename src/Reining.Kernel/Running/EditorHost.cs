using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Reining.Kernel.Documents;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>
/// The process that an editor starts for a notebook: speaks the protocol of docs/kernel-protocol.md over its standard streams and has cells
/// run in a watched worker, so that whatever a cell prints or breaks stays out of the protocol.
/// </summary>
public sealed class EditorHost
{
    /// <summary>The protocol's version, which the first message names.</summary>
    public const int Protocol = 1;

    readonly WorkerChannel _channel;
    readonly ICellExecutor _executor;
    readonly ICodeAssistant _assistant;
    readonly PendingInput _input;
    readonly HeapTrim _heap = new(4 << 20);
    CancellationTokenSource _cancel = new(); // of the running cell and those that wait
    Task _cells = Task.CompletedTask;

    EditorHost(WorkerChannel channel, ICellExecutor executor, ICodeAssistant assistant) =>
        (_channel, _executor, _assistant, _input) = (channel, executor, assistant, new PendingInput(channel));

    /// <summary>Serves the editor until it closes the standard input. The notebook's folder is the working directory.</summary>
    /// <param name="worker">How to start a process that calls <see cref="WorkerHost.RunAsync"/>.</param>
    /// <returns>The exit code, 0.</returns>
    public static async Task<int> RunAsync(Func<ProcessStartInfo> worker)
    {
        using var channel = new WorkerChannel(Console.OpenStandardInput(), Console.OpenStandardOutput());
        Console.SetOut(Console.Error); // nothing but the protocol goes to the standard output
        // Ctrl+C in a terminal reaches the whole group; the editor decides.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        await using var executor = new WorkerExecutor(worker, Environment.CurrentDirectory);
        executor.Start();
        await ServeAsync(channel, executor, executor).ConfigureAwait(false);
        return 0;
    }

    /// <summary>The same on given streams, with given servants.</summary>
    internal static async Task ServeAsync(WorkerChannel channel, ICellExecutor executor, ICodeAssistant assistant)
    {
        var host = new EditorHost(channel, executor, assistant);
        channel.Send(new JsonObject
        {
            ["type"] = WorkerMessages.Hello,
            ["protocol"] = Protocol,
            ["kernel"] = KernelVersion.Text,
            ["language"] = "C# 14",
            ["runtime"] = RuntimeInformation.FrameworkDescription,
        });
        _ = host.WarmUpAsync();
        while (await channel.ReceiveAsync().ConfigureAwait(false) is { } message)
            host.Take(message);
        host._cancel.Cancel();
    }

    void Take(JsonObject message)
    {
        switch ((string?)message["type"])
        {
            case WorkerMessages.Execute:
                var (before, cancel) = (_cells, _cancel.Token);
                _cells = Task.Run(async () =>
                {
                    await before.ConfigureAwait(false);
                    await ExecuteAsync(message, cancel).ConfigureAwait(false);
                });
                break;
            case WorkerMessages.Interrupt:
                var interrupted = _cancel;
                _cancel = new CancellationTokenSource();
                _ = Task.Run(interrupted.Cancel);
                break;
            case WorkerMessages.Answer:
                _input.Answer(message);
                break;
            case { } type when WorkerMessages.IsQuestion(type):
                _ = WorkerHost.AssistAsync(_channel, _assistant, message);
                break;
        }
    }

    async Task ExecuteAsync(JsonObject message, CancellationToken cancel)
    {
        var cell = (int)message["cell"]!;
        CellOutcome outcome;
        try
        {
            cancel.ThrowIfCancellationRequested();
            var code = CellLanguage.Apply(message["metadata"] as JsonObject ?? [], (string)message["code"]!);
            var request = new CellRequest((string?)message["name"] ?? $"cell {cell}", code);
            outcome = await _executor.ExecuteAsync(request, new ChannelOutput(_channel, cell, _input), cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            outcome = new CellOutcome(CellError.Of(CellError.Interrupted, "The cell was interrupted before it began."));
        }
        catch (Exception error)
        {
            // For example no process can be started. The cell shows why it did not run.
            outcome = new CellOutcome(CellError.From(error));
        }
        _heap.AfterCell();
        _channel.Send(WorkerMessages.DoneWith(cell, outcome));
        // A new process in place of the lost one gets warm while the user reads what happened.
        if (outcome.HostLost)
            _ = WarmUpAsync();
    }

    async Task WarmUpAsync()
    {
        try
        {
            await _executor.WarmUpAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false); // the next cell tries again, and shows it
            return;
        }
        _channel.Send(new JsonObject { ["type"] = WorkerMessages.Ready });
    }
}
