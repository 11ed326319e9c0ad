using System.Text.Json.Nodes;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Jupyter;

/// <summary>A Jupyter kernel: speaks to front ends, and has cells run by an executor.</summary>
/// <remarks>
/// Protocol 5.3 (jupyter-client.readthedocs.io, "Messaging in Jupyter"). Cells run one after the other; completion, inspection,
/// history, interrupt and shutdown are answered while one runs.
/// </remarks>
public sealed class KernelServer : IDisposable
{
    readonly MessageSigner _signer;
    readonly KernelChannels _channels;
    readonly CellQueue _cells;
    readonly ICodeAssistant _assistant;
    readonly KernelHistory _history = new();
    readonly CancellationTokenSource _stop = new();
    int _rejected;

    /// <summary>Listens from now on; cells run once <see cref="RunAsync"/> is called.</summary>
    /// <param name="connection">Where to listen, and the secret.</param>
    /// <param name="executor">Runs the cells.</param>
    /// <param name="assistant">Answers questions about code.</param>
    /// <exception cref="IOException">An address cannot be listened at.</exception>
    public KernelServer(ConnectionInfo connection, ICellExecutor executor, ICodeAssistant assistant)
        : this(connection, executor, assistant, new ZmtpLimits())
    {
    }

    internal KernelServer(ConnectionInfo connection, ICellExecutor executor, ICodeAssistant assistant, ZmtpLimits limits)
    {
        this._assistant = assistant;
        _signer = new MessageSigner(connection.Key);
        var opened = new ManualResetEventSlim();
        // Peers may connect while the other sockets are opened.
        _channels = new KernelChannels(connection, new MessageWriter(_signer), limits,
            (peer, frames) => { opened.Wait(); OnRequest(peer, frames); }, frames => { opened.Wait(); OnAnswer(frames); });
        _cells = new CellQueue(_channels, executor, _history);
        opened.Set();
    }

    /// <summary>Where the kernel listens, with the ports in use.</summary>
    public ConnectionInfo Connection => _channels.Connection;

    /// <summary>How many messages were not carried out because they were malformed or wrongly signed.</summary>
    public int RejectedMessages => Volatile.Read(ref _rejected);

    /// <summary>How many connections there are.</summary>
    public int ConnectionCount => _channels.PeerCount;

    /// <summary>Is told of messages that were not carried out, with the reason. By default nobody is.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>Runs cells until a front end asks to shut down or <see cref="Stop"/> is called.</summary>
    public async Task RunAsync()
    {
        _channels.PublishStatus("starting", MessageWriter.Empty);
        var running = _cells.RunAsync(_stop.Token);
        var stopped = new TaskCompletionSource();
        using (_stop.Token.Register(stopped.SetResult))
            await stopped.Task.ConfigureAwait(false);
        _cells.Interrupt();
        // A cell that does not stop is left to its executor's end.
        await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(200))).ConfigureAwait(false);
        _channels.Flush();
    }

    /// <summary>Interrupts the running cell, if there is one.</summary>
    public void Interrupt() => _cells.Interrupt();

    /// <summary>Lets <see cref="RunAsync"/> end.</summary>
    public void Stop() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _channels.Dispose();

    void OnRequest(ZmtpPeer peer, List<byte[]> frames)
    {
        if (Parse(frames) is not { } message)
            return;
        try
        {
            Dispatch(peer, message);
        }
        catch (WireException error)
        {
            Reject($"{message.Type}: {error.Message}");
            Answer(peer, message, Failure("BadRequest", error.Message));
        }
    }

    void OnAnswer(List<byte[]> frames)
    {
        if (Parse(frames) is not { Type: "input_reply" } message)
            return;
        try
        {
            _cells.Answer(message.ParentId(), message.Text("value") ?? "");
        }
        catch (WireException error)
        {
            Reject($"{message.Type}: {error.Message}");
        }
    }

    WireMessage? Parse(List<byte[]> frames)
    {
        try
        {
            return WireMessage.Parse(frames, _signer);
        }
        catch (WireException error)
        {
            Reject(error.Message);
            return null;
        }
    }

    void Reject(string reason)
    {
        Interlocked.Increment(ref _rejected);
        Log($"A message was not carried out: {reason}.");
    }

    void Dispatch(ZmtpPeer peer, WireMessage message)
    {
        switch (message.Type)
        {
            case "execute_request":
                _cells.Add(peer, message);
                break;
            case "kernel_info_request":
                Answer(peer, message, KernelInfo.Reply());
                break;
            case "complete_request":
                AnswerLater(peer, message, Assistance.CompleteAsync(_assistant, message));
                break;
            case "inspect_request":
                AnswerLater(peer, message, Assistance.InspectAsync(_assistant, message));
                break;
            case "is_complete_request":
                AnswerLater(peer, message, Assistance.CheckAsync(_assistant, message));
                break;
            case "history_request":
                Answer(peer, message, _history.Answer(message));
                break;
            case "comm_info_request":
                Answer(peer, message, new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open":
                CloseComm(message);
                break;
            case "interrupt_request":
                _cells.Interrupt();
                Answer(peer, message, new JsonObject { ["status"] = "ok" });
                break;
            case "shutdown_request":
                Shutdown(peer, message);
                break;
            case "comm_msg" or "comm_close":
                break; // no comm is ever open
            case var type when type.EndsWith("_request", StringComparison.Ordinal):
                Answer(peer, message, Failure("NotSupported", $"{type}: this kernel does not have it."));
                break;
        }
    }

    void Answer(ZmtpPeer peer, WireMessage message, JsonObject content)
    {
        _channels.PublishStatus("busy", message.Header);
        Reply(peer, message, content);
        _cells.PublishIdle(message.Header);
    }

    async void AnswerLater(ZmtpPeer peer, WireMessage message, Task<JsonObject> answer)
    {
        _channels.PublishStatus("busy", message.Header);
        JsonObject content;
        try
        {
            content = await answer.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Nobody awaits this method: whatever went wrong is the answer.
            content = Failure(error.GetType().Name, error.Message);
        }
        Reply(peer, message, content);
        _cells.PublishIdle(message.Header);
    }

    void Reply(ZmtpPeer peer, WireMessage message, JsonObject content) =>
        _channels.Reply(peer, message.Type.Replace("_request", "_reply", StringComparison.Ordinal), content, message);

    void CloseComm(WireMessage message)
    {
        _channels.PublishStatus("busy", message.Header);
        _channels.Publish("comm_close", new JsonObject { ["comm_id"] = message.Text("comm_id"), ["data"] = new JsonObject() },
            message.Header);
        _cells.PublishIdle(message.Header);
    }

    void Shutdown(ZmtpPeer peer, WireMessage message)
    {
        var content = new JsonObject { ["status"] = "ok", ["restart"] = message.Flag("restart") ?? false };
        _channels.Publish("shutdown_reply", (JsonObject)content.DeepClone(), message.Header);
        Answer(peer, message, content);
        _stop.CancelAsync();
    }

    static JsonObject Failure(string name, string message) => new()
    {
        ["status"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray(),
    };
}
