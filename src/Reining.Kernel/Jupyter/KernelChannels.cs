using System.Text.Json.Nodes;

namespace Reining.Kernel.Jupyter;

/// <summary>The five sockets of a kernel.</summary>
sealed class KernelChannels : IDisposable
{
    static readonly TimeSpan FlushLimit = TimeSpan.FromMilliseconds(500);

    readonly MessageWriter _writer;
    readonly ZmtpListener _shell, _control, _stdin, _iopub, _heartbeat;

    /// <summary>Listens at all of them.</summary>
    /// <exception cref="IOException">An address cannot be listened at.</exception>
    public KernelChannels(
        ConnectionInfo connection, MessageWriter writer, ZmtpLimits limits, Action<ZmtpPeer, List<byte[]>> onRequest,
            Action<List<byte[]>> onAnswer)
    {
        this._writer = writer;
        var open = new List<ZmtpListener>();
        try
        {
            _iopub = Open(ZmtpKind.Publisher, connection.IopubPort, (_, _) => { });
            _heartbeat = Open(ZmtpKind.Echo, connection.HeartbeatPort, (_, _) => { });
            _stdin = Open(ZmtpKind.Router, connection.StdinPort, (_, frames) => onAnswer(frames));
            _control = Open(ZmtpKind.Router, connection.ControlPort, onRequest);
            _shell = Open(ZmtpKind.Router, connection.ShellPort, onRequest);
        }
        catch
        {
            open.ForEach(listener => listener.Dispose());
            throw;
        }
        Connection = connection with
        {
            ShellPort = _shell.Port,
            ControlPort = _control.Port,
            StdinPort = _stdin.Port,
            IopubPort = _iopub.Port,
            HeartbeatPort = _heartbeat.Port,
        };

        ZmtpListener Open(ZmtpKind kind, int port, Action<ZmtpPeer, List<byte[]>> received)
        {
            var listener = new ZmtpListener(kind, connection.Transport, connection.Address, port, limits, received);
            open.Add(listener);
            return listener;
        }
    }

    /// <summary>Where the sockets are.</summary>
    public ConnectionInfo Connection { get; }

    /// <summary>How many connections there are.</summary>
    public int PeerCount => All.Sum(listener => listener.Count);

    IEnumerable<ZmtpListener> All => [_iopub, _heartbeat, _stdin, _control, _shell];

    /// <summary>Sends to all front ends.</summary>
    public void Publish(string type, JsonObject content, byte[] parent) => _iopub.Publish(_writer.Broadcast(type, content, parent));

    /// <summary>Publishes whether the kernel works on a request.</summary>
    public void PublishStatus(string state, byte[] parent) => Publish("status", new JsonObject { ["execution_state"] = state }, parent);

    /// <summary>Answers a request.</summary>
    public void Reply(ZmtpPeer peer, string type, JsonObject content, WireMessage request) =>
        peer.Send(_writer.Reply(type, content, request));

    /// <summary>Sends a question to the front end that asked for the cell.</summary>
    /// <returns>The question's <c>msg_id</c>; null if that front end cannot be asked.</returns>
    public string? Ask(ExecuteRequest request, JsonObject content)
    {
        if (_stdin.Find(request.Peer.Identity) is not { } peer)
            return null;
        peer.Send(_writer.Question(content, request.Message.Header, out var id));
        return id;
    }

    /// <summary>Waits a little for what is queued to be sent.</summary>
    public void Flush()
    {
        foreach (var listener in All)
            listener.Flush(FlushLimit);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var listener in All)
            listener.Dispose();
    }
}
