using System.Text.Json.Nodes;

namespace Reining.Kernel.Jupyter;

/// <summary>The five sockets of a kernel.</summary>
sealed class KernelChannels : IDisposable
{
    static readonly TimeSpan FlushLimit = TimeSpan.FromMilliseconds(500);

    readonly MessageWriter writer;
    readonly ZmtpListener shell, control, stdin, iopub, heartbeat;

    /// <summary>Listens at all of them.</summary>
    /// <exception cref="IOException">An address cannot be listened at.</exception>
    public KernelChannels(
        ConnectionInfo connection, MessageWriter writer, ZmtpLimits limits, Action<ZmtpPeer, List<byte[]>> onRequest, Action<List<byte[]>> onAnswer)
    {
        this.writer = writer;
        var open = new List<ZmtpListener>();
        try
        {
            iopub = Open(ZmtpKind.Publisher, connection.IopubPort, (_, _) => { });
            heartbeat = Open(ZmtpKind.Echo, connection.HeartbeatPort, (_, _) => { });
            stdin = Open(ZmtpKind.Router, connection.StdinPort, (_, frames) => onAnswer(frames));
            control = Open(ZmtpKind.Router, connection.ControlPort, onRequest);
            shell = Open(ZmtpKind.Router, connection.ShellPort, onRequest);
        }
        catch
        {
            open.ForEach(listener => listener.Dispose());
            throw;
        }
        Connection = connection with
        {
            ShellPort = shell.Port,
            ControlPort = control.Port,
            StdinPort = stdin.Port,
            IopubPort = iopub.Port,
            HeartbeatPort = heartbeat.Port,
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

    IEnumerable<ZmtpListener> All => [iopub, heartbeat, stdin, control, shell];

    /// <summary>Sends to all front ends.</summary>
    public void Publish(string type, JsonObject content, byte[] parent) => iopub.Publish(writer.Broadcast(type, content, parent));

    /// <summary>Publishes whether the kernel works on a request.</summary>
    public void PublishStatus(string state, byte[] parent) => Publish("status", new JsonObject { ["execution_state"] = state }, parent);

    /// <summary>Answers a request.</summary>
    public void Reply(ZmtpPeer peer, string type, JsonObject content, WireMessage request) => peer.Send(writer.Reply(type, content, request));

    /// <summary>Sends a question to the front end that asked for the cell.</summary>
    /// <returns>The question's <c>msg_id</c>; null if that front end cannot be asked.</returns>
    public string? Ask(ExecuteRequest request, JsonObject content)
    {
        if (stdin.Find(request.Peer.Identity) is not { } peer)
            return null;
        peer.Send(writer.Question(content, request.Message.Header, out var id));
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
