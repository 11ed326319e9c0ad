using System.Text.Json.Nodes;
using System.Threading.Channels;
using Reining.Kernel.Documents;
using Reining.Kernel.Engine;
using Reining.Kernel.Running;

namespace Reining.Kernel.Jupyter;

/// <summary>Runs the cells that front ends ask for, one after the other.</summary>
sealed class CellQueue(KernelChannels channels, ICellExecutor executor, KernelHistory history)
{
    readonly Channel<ExecuteRequest> _waiting = Channel
        .CreateUnbounded<ExecuteRequest>(new UnboundedChannelOptions { SingleReader = true });
    readonly UserInput _input = new(channels);
    readonly Lock _gate = new();
    Running? _running;
    readonly HeapTrim _heap = new(4 << 20);
    long _lastSequence, _abortThrough;
    int _count;

    /// <summary>Takes the user's answer to a cell's question.</summary>
    /// <param name="question">The question's <c>msg_id</c>; null if the front end does not name it.</param>
    /// <param name="value">The answer.</param>
    public void Answer(string? question, string value) => _input.Answer(question, value);

    /// <summary>Queues a cell.</summary>
    /// <exception cref="WireException">The request is malformed.</exception>
    public void Add(ZmtpPeer peer, WireMessage message) =>
        _waiting.Writer.TryWrite(ExecuteRequest.From(Interlocked.Increment(ref _lastSequence), peer, message));

    /// <summary>Interrupts the running cell, if there is one.</summary>
    public void Interrupt()
    {
        CancellationTokenSource? cancel;
        lock (_gate)
            cancel = _running?.Cancel;
        cancel?.Cancel();
    }

    /// <summary>
    /// Publishes that another request is done. Front ends show the last state they hear of, so that a running cell's state is
    /// repeated after it.
    /// </summary>
    public void PublishIdle(byte[] parent)
    {
        lock (_gate)
        {
            channels.PublishStatus("idle", parent);
            if (_running is not null)
                channels.PublishStatus("busy", _running.Header);
        }
    }

    /// <summary>Runs cells until the token is canceled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var request in _waiting.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                try
                {
                    await RunAsync(request).ConfigureAwait(false);
                }
                catch (Exception error)
                {
                    // For example a request that the reply cannot be made from. The cells after it run all the same.
                    Finish(request, CellError.From(error));
                }
                _heap.AfterCell();
            }
        }
        catch (OperationCanceledException)
        {
            // The kernel shuts down.
        }
    }

    async Task RunAsync(ExecuteRequest request)
    {
        var header = request.Message.Header;
        channels.PublishStatus("busy", header);
        if (request.Sequence <= Interlocked.Read(ref _abortThrough))
        {
            Reply(request, new JsonObject { ["status"] = "aborted", ["execution_count"] = _count });
            PublishIdle(header);
            return;
        }
        if (request.StoreHistory)
            history.Add(++_count, request.Code);
        if (!request.Silent)
            channels.Publish("execute_input", new JsonObject { ["code"] = request.Code, ["execution_count"] = _count }, header);

        var outcome = request.Code.Trim().Length == 0 ? CellOutcome.Ok : await ExecuteAsync(request).ConfigureAwait(false);
        Finish(request, outcome.Error);
        // A new process in place of the lost one gets warm while the user reads what happened.
        if (outcome.HostLost)
            await WarmUpAsync().ConfigureAwait(false);
    }

    void Finish(ExecuteRequest request, CellError? error)
    {
        var reply = ReplyTo(request, error);
        if (error is not null)
        {
            if (request.StopOnError)
                Interlocked.Exchange(ref _abortThrough, Interlocked.Read(ref _lastSequence));
            if (!request.Silent)
                channels.Publish("error", Content(error), request.Message.Header);
        }
        Reply(request, reply);
        PublishIdle(request.Message.Header);
    }

    async Task WarmUpAsync()
    {
        try
        {
            await executor.WarmUpAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The next cell tries again, and shows why no process can be started.
        }
    }

    async Task<CellOutcome> ExecuteAsync(ExecuteRequest request)
    {
        // Not disposed: an interrupt may hold it while the cell ends.
        var cancel = new CancellationTokenSource();
        using var ended = new CancellationTokenSource();
        lock (_gate)
            _running = new Running(request.Message.Header, cancel);
        try
        {
            var output = new JupyterOutput(channels, _input, request, _count, ended.Token);
            return await executor.ExecuteAsync(new CellRequest($"cell {_count}", CellLanguage.Apply(request.Metadata, request.Code)),
                output,
                cancel.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // For example no process can be started. The kernel goes on; the cell shows why it did not run.
            return new CellOutcome(CellError.From(error));
        }
        finally
        {
            lock (_gate)
                _running = null;
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    JsonObject ReplyTo(ExecuteRequest request, CellError? error)
    {
        var reply = error is null ? new JsonObject() : Content(error);
        reply["status"] = error is null ? "ok" : "error";
        reply["execution_count"] = _count;
        reply["payload"] = new JsonArray();
        var expressions = new JsonObject();
        if (error is null && request.Message.Content["user_expressions"] is JsonObject asked)
        {
            foreach (var (name, _) in asked)
            {
                expressions[name] = Content(CellError
                    .Of("NotSupported", "user_expressions: this kernel evaluates cells only; run the expression as a cell."));
                expressions[name]!["status"] = "error";
            }
        }
        reply["user_expressions"] = expressions;
        return reply;
    }

    void Reply(ExecuteRequest request, JsonObject content) => channels.Reply(request.Peer, "execute_reply", content, request.Message);

    static JsonObject Content(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
    };

    sealed record Running(byte[] Header, CancellationTokenSource Cancel);
}
