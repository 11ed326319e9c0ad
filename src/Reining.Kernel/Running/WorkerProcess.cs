using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using System.Text.Json.Nodes;
using Reining.Kernel.Display;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>One worker process, from its start to its end.</summary>
sealed class WorkerProcess : IAsyncDisposable
{
    static readonly TimeSpan DrainGrace = TimeSpan.FromMilliseconds(500);

    readonly Dictionary<int, (ICellOutput Output, CancellationToken Cancel)> _cells;
    readonly Process _process;
    readonly WorkerChannel _channel;
    readonly Task _messages, _nativeOutput, _nativeError, _exit;
    readonly Lock _gate = new();
    readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject?>> _questions = new();
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TaskCompletionSource<CellOutcome>? _pending;
    readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TaskCompletionSource _marks = new();
    int _current;
    int _marksSeen;
    string _early = "";
    bool _killed;
    int _lastQuestion;

    public WorkerProcess(ProcessStartInfo start, string folder, Dictionary<int, (ICellOutput Output, CancellationToken Cancel)> cells)
    {
        this._cells = cells;
        var toWorker = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var fromWorker = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment[WorkerMessages.Variable] =
            $"{toWorker.GetClientHandleAsString()}\n{fromWorker.GetClientHandleAsString()}\n{folder}";
        _process = Process.Start(start)
            ?? throw new InvalidOperationException($"Start worker: expected a new process for {start.FileName}, got none.");
        toWorker.DisposeLocalCopyOfClientHandle();
        fromWorker.DisposeLocalCopyOfClientHandle();
        _process.StandardInput.Close();
        _channel = new WorkerChannel(fromWorker, toWorker);
        _messages = ReceiveAsync();
        _nativeOutput = ReadNativeAsync(_process.StandardOutput.BaseStream, StreamName.Stdout);
        _nativeError = ReadNativeAsync(_process.StandardError.BaseStream, StreamName.Stderr);
        _exit = WatchExitAsync();
    }

    /// <summary>Comes when the process is warm, or has ended.</summary>
    public Task Ready => _ready.Task;

    public Task<CellOutcome> ExecuteAsync(int cell, CellRequest request)
    {
        var done = new TaskCompletionSource<CellOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _current = cell;
            _pending = done;
            AwaitMarks();
            // What the process said before the first cell, for example why it cannot start.
            if (_early.Length > 0)
                Output(cell)?.Stream(StreamName.Stderr, _early);
            _early = "";
        }
        _channel.Send(new JsonObject
        {
            ["type"] = WorkerMessages.Execute,
            ["cell"] = cell,
            ["name"] = request.Name,
            ["code"] = request.Code
        });
        // A process that ended before it got the cell reports nothing by itself any more.
        if (_exit.IsCompleted)
            done.TrySetResult(Ended());
        return done.Task;
    }

    /// <summary>Asks about code; null if the process ends before it answers.</summary>
    public async Task<JsonNode?> AskAsync(JsonObject message)
    {
        var question = Interlocked.Increment(ref _lastQuestion);
        var answered = new TaskCompletionSource<JsonObject?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions[question] = answered;
        message["question"] = question;
        _channel.Send(message);
        await Task.WhenAny(answered.Task, _exit).ConfigureAwait(false);
        _questions.TryRemove(question, out _);
        if (!answered.Task.IsCompleted)
            return null;
        var reply = await answered.Task.ConfigureAwait(false);
        return reply?["error"] is { } error
            ? throw new InvalidOperationException($"{message["type"]}: expected an answer from the compiler, got '{error}'.")
            : reply?["answer"];
    }

    /// <summary>Waits for what cells left running, once, after the last of them.</summary>
    public async Task FinishAsync(TimeSpan most)
    {
        lock (_gate)
            AwaitMarks();
        _channel.Send(new JsonObject { ["type"] = WorkerMessages.Finish, ["most"] = most.TotalMilliseconds });
        // What was left running may keep the process too busy to answer.
        await Task.WhenAny(_finished.Task, _exit, Task.Delay(most + 2 * DrainGrace)).ConfigureAwait(false);
    }

    public void Interrupt() => _channel.Send(new JsonObject { ["type"] = WorkerMessages.Interrupt });

    public void Kill()
    {
        _killed = true;
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended in this moment by itself.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel.Dispose(); // the worker reads the end of its channel and exits
        if (await Task.WhenAny(_exit, Task.Delay(DrainGrace)).ConfigureAwait(false) != _exit)
            Kill();
        await _exit.ConfigureAwait(false);
        _process.Dispose();
    }

    async Task ReceiveAsync()
    {
        while (await _channel.ReceiveAsync().ConfigureAwait(false) is { } message)
        {
            var type = (string)message["type"]!;
            if (type == WorkerMessages.Ready)
                _ready.TrySetResult();
            if (type == WorkerMessages.Assisted && _questions.TryRemove((int)message["question"]!, out var asked))
                asked.TrySetResult(message);
            if (type == WorkerMessages.Finished)
            {
                await Task.WhenAny(_marks.Task, Task.Delay(DrainGrace)).ConfigureAwait(false);
                _finished.TrySetResult();
            }
            if (message["cell"] is not { } cell || Output((int)cell) is not { } output)
                continue;
            switch (type)
            {
                case WorkerMessages.Stream:
                    output.Stream((bool)message["error"]! ? StreamName.Stderr : StreamName.Stdout, (string)message["text"]!);
                    break;
                case WorkerMessages.Display:
                    output.Display(WorkerMessages.Bundle(message), (string?)message["id"]);
                    break;
                case WorkerMessages.Update:
                    output.Update(WorkerMessages.Bundle(message), (string)message["id"]!);
                    break;
                case WorkerMessages.Result:
                    output.Result(WorkerMessages.Bundle(message));
                    break;
                case WorkerMessages.Clear:
                    output.Clear((bool)message["wait"]!);
                    break;
                case WorkerMessages.Input:
                    _ = Task.Run(() => Answer(output, message));
                    break;
                case WorkerMessages.Done:
                    await Task.WhenAny(_marks.Task, Task.Delay(DrainGrace)).ConfigureAwait(false);
                    Complete(WorkerMessages.Outcome(message));
                    break;
            }
        }
    }

    void Answer(ICellOutput output, JsonObject message)
    {
        var answer = new JsonObject { ["type"] = WorkerMessages.Answer, ["question"] = (int)message["question"]! };
        try
        {
            answer["value"] = output.Input((string)message["prompt"]!, (bool)message["password"]!, Find((int)message["cell"]!).Cancel);
        }
        catch (InputMissingException error)
        {
            answer["reason"] = error.Message;
        }
        catch (OperationCanceledException)
        {
            return; // the cell that asked is interrupted too, and waits for no answer
        }
        _channel.Send(answer);
    }

    async Task ReadNativeAsync(Stream stream, StreamName name)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = new byte[1 << 14];
        var chars = new char[bytes.Length + 1];
        var splitter = new MarkSplitter();
        int count;
        while ((count = await ReadAsync(stream, bytes).ConfigureAwait(false)) > 0)
        {
            var (text, seen) = splitter.Take(chars.AsSpan(0, decoder.GetChars(bytes, 0, count, chars, 0, flush: false)));
            if (text.Length > 0)
                PassOn(name, text);
            for (; seen > 0; seen--)
                NoteMark();
        }
    }

    static async Task<int> ReadAsync(Stream stream, byte[] buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }

    void PassOn(StreamName name, string text)
    {
        lock (_gate)
        {
            if (Output(_current) is { } output)
                output.Stream(name, text);
            else
                _early += text;
        }
    }

    void AwaitMarks()
    {
        _marks = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _marksSeen = 0;
    }

    void NoteMark()
    {
        lock (_gate)
        {
            if (++_marksSeen == 2)
                _marks.TrySetResult();
        }
    }

    async Task WatchExitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        // Last words. A process that the worker started may hold the pipes open, hence the limit.
        await Task.WhenAny(Task.WhenAll(_messages, _nativeOutput, _nativeError), Task.Delay(DrainGrace)).ConfigureAwait(false);
        _ready.TrySetResult();
        Complete(Ended());
    }

    CellOutcome Ended() => new(CellError.Of(CellError.ProcessEnded, _killed
        ? "The cell could not be interrupted, so the process that ran it was ended. All variables are lost."
        : $"The process that ran the cell has ended. {ExitText.Of(_process.ExitCode)} All variables are lost."), HostLost: true);

    void Complete(CellOutcome outcome)
    {
        lock (_gate)
        {
            _pending?.TrySetResult(outcome);
            _pending = null;
        }
    }

    ICellOutput? Output(int cell) => Find(cell).Output;

    (ICellOutput? Output, CancellationToken Cancel) Find(int cell)
    {
        lock (_cells)
            return _cells.GetValueOrDefault(cell);
    }
}
