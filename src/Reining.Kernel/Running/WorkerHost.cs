using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>The process in which cells run when another process watches over them; started by <see cref="WorkerExecutor"/>.</summary>
public static class WorkerHost
{
    // A cell that waits for a process is woken before that process ends, or it would run on as if all were well.
    static readonly TimeSpan BeforeChildren = TimeSpan.FromMilliseconds(300);

    /// <summary>Serves the watching process until it closes the channel.</summary>
    /// <param name="open">Makes what runs the cells of a notebook in the given folder, a <see cref="NotebookSession"/> if null. Questions
    /// about code have answers if it is an <see cref="ICodeAssistant"/> too.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(Func<string, ICellExecutor>? open = null)
    {
        var setting = Environment.GetEnvironmentVariable(WorkerMessages.Variable)?.Split('\n');
        if (setting is not [var read, var write, var folder])
        {
            await Console.Error
                .WriteLineAsync(
                $"Worker: expected to be started by a notebook run (variable {WorkerMessages.Variable}); use 'notebook run'.")
                    .ConfigureAwait(false);
            return 2;
        }
        Environment.SetEnvironmentVariable(WorkerMessages.Variable, null); // not for the processes that cells start
        Directory.SetCurrentDirectory(folder);
        NativeStreams.BufferByLine();
        // Ctrl+C in a terminal reaches the whole group; the watcher decides.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var channel = new WorkerChannel(new AnonymousPipeClientStream(PipeDirection.In, read),
            new AnonymousPipeClientStream(PipeDirection.Out, write));
        await using var session = open?.Invoke(folder) ?? new NotebookSession(folder);
        _ = AnnounceAsync(channel, session);
        Serve(channel, session);
        // A cell may still run; the watcher is gone, so nobody wants its outputs.
        Environment.Exit(0);
        return 0;
    }

    static async Task AnnounceAsync(WorkerChannel channel, ICellExecutor session)
    {
        await session.WarmUpAsync().ConfigureAwait(false);
        channel.Send(new JsonObject { ["type"] = WorkerMessages.Ready });
    }

    // On this thread, not on the pool's: a cell may keep all of those busy, and must be interruptible all the same.
    static void Serve(WorkerChannel channel, ICellExecutor session)
    {
        var heap = new HeapTrim(32 << 20);
        CancellationTokenSource? running = null;
        var started = DateTime.MaxValue;
        var input = new PendingInput(channel);
        while (channel.Receive() is { } message)
        {
            switch ((string?)message["type"])
            {
                case WorkerMessages.Execute:
                    var cell = (int)message["cell"]!;
                    running = new CancellationTokenSource();
                    started = DateTime.Now;
                    _ = ExecuteAsync(channel, session, cell, new CellRequest((string)message["name"]!, (string)message["code"]!), input,
                        heap.AfterCell, running.Token);
                    break;
                case WorkerMessages.Interrupt:
                    if (running is not null)
                        Cancel(running, started);
                    break;
                case WorkerMessages.Finish:
                    _ = FinishAsync(channel, session, TimeSpan.FromMilliseconds((double)message["most"]!));
                    break;
                case WorkerMessages.Answer:
                    input.Answer(message);
                    break;
                case { } type when WorkerMessages.IsQuestion(type):
                    _ = AssistAsync(channel, session as ICodeAssistant, message);
                    break;
            }
        }
    }

    // What cells registered with their token runs within the cancellation, and may throw or never end: hence neither on the thread that
    // reads messages nor on the pool's, all of which a cell may keep busy.
    static void Cancel(CancellationTokenSource cell, DateTime started)
    {
        var canceling = new Thread(() =>
        {
            try
            {
                cell.Cancel();
            }
            catch (AggregateException error)
            {
                foreach (var inner in error.InnerExceptions)
                    Console.Error.WriteLine($"Interrupt: what the cell registered with its token threw {inner}");
            }
            Thread.Sleep(BeforeChildren);
            ChildProcesses.InterruptSince(started);
        })
        { IsBackground = true, Name = "cancel" };
        canceling.Start();
    }

    internal static async Task ExecuteAsync(
        WorkerChannel channel, ICellExecutor session, int cell, CellRequest request,
            PendingInput input, Action trim, CancellationToken cancel)
    {
        var outcome = await session.ExecuteAsync(request, new ChannelOutput(channel, cell, input), cancel).ConfigureAwait(false);
        NativeStreams.Mark(cell);
        // Before the watcher hears of the end: the next cell comes at once then, and a collection beside it may free what a native call is
        // still using.
        trim();
        channel.Send(WorkerMessages.DoneWith(cell, outcome));
    }

    static async Task FinishAsync(WorkerChannel channel, ICellExecutor session, TimeSpan most)
    {
        var watch = Stopwatch.StartNew();
        await session.FinishAsync(most).ConfigureAwait(false);
        await ChildProcesses.WaitAsync(most - watch.Elapsed).ConfigureAwait(false); // what they print comes by the native streams
        NativeStreams.Mark(0);
        channel.Send(new JsonObject { ["type"] = WorkerMessages.Finished });
    }

    /// <summary>Answers a question about code.</summary>
    internal static async Task AssistAsync(WorkerChannel channel, ICodeAssistant? assistant, JsonObject message)
    {
        var reply = new JsonObject { ["type"] = WorkerMessages.Assisted, ["question"] = (int)message["question"]! };
        try
        {
            reply["answer"] = assistant is null ? null : await CodeQuestions.AnswerAsync(assistant, message).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            reply["error"] = error.Message;
        }
        channel.Send(reply);
    }
}
