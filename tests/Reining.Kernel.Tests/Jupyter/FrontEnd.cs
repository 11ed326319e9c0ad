using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Reining.Kernel.Jupyter;

namespace Reining.Kernel.Tests.Jupyter;

/// <summary>A small Jupyter front end: all channels, signed messages.</summary>
sealed class FrontEnd : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    readonly MessageSigner _signer;
    readonly byte[] _identity = Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N"));
    readonly Peer _shell, _control, _stdin, _iopub;
    int _last;

    public FrontEnd(ConnectionInfo connection)
    {
        _signer = new MessageSigner(connection.Key);
        _iopub = new Peer(connection, connection.IopubPort, "SUB", _identity);
        _iopub.Socket.Send(ZmtpFraming.Encode([[1]]));
        _shell = new Peer(connection, connection.ShellPort, "DEALER", _identity);
        _control = new Peer(connection, connection.ControlPort, "DEALER", _identity);
        _stdin = new Peer(connection, connection.StdinPort, "DEALER", _identity);
        // The subscription has arrived when something is heard.
        while (true)
        {
            Send("kernel_info_request", []);
            _shell.Next(Patience);
            if (_iopub.Received.TryTake(out _, TimeSpan.FromMilliseconds(100)))
                break;
        }
        while (_iopub.Received.TryTake(out _, TimeSpan.FromMilliseconds(50)))
        {
        }
    }

    /// <summary>Runs a cell and gives its reply and all that was published for it.</summary>
    public (JsonObject Reply, List<(string Type, JsonObject Content)> Outputs) Execute(string code, JsonObject? more = null)
    {
        var id = SendExecute(code, more);
        return (Reply(id), Outputs(id));
    }

    public string SendExecute(string code, JsonObject? more = null)
    {
        var content = (JsonObject?)more?.DeepClone() ?? [];
        content["code"] = code;
        return Send("execute_request", content);
    }

    /// <summary>Asks on the shell channel and gives the answer's content.</summary>
    public JsonObject Ask(string type, JsonObject content) => Reply(Send(type, content));

    public JsonObject AskControl(string type, JsonObject content)
    {
        var id = Send(type, content, _control);
        return Until(_control, id).Content;
    }

    public string Send(string type, JsonObject content) => Send(type, content, _shell);

    /// <summary>Answers a question.</summary>
    /// <param name="value">The answer.</param>
    /// <param name="question">The question's header; not every front end names it.</param>
    public void SendInput(string value, byte[]? question = null) =>
        _stdin.Socket.Send(ZmtpFraming.Encode(Frames("input_reply", Bytes(new JsonObject { ["value"] = value }), out _, question)));

    public JsonObject NextInputRequest() => NextQuestion().Content;

    /// <summary>The next question with its header.</summary>
    public (JsonObject Content, byte[] Header) NextQuestion()
    {
        var message = WireMessage.Parse(_stdin.Next(Patience), _signer);
        return (message.Content, message.Header);
    }

    public JsonObject Reply(string id) => Until(_shell, id).Content;

    /// <summary>What was published for a request, up to its end.</summary>
    public List<(string Type, JsonObject Content)> Outputs(string id)
    {
        var outputs = new List<(string, JsonObject)>();
        while (true)
        {
            var (type, content) = Until(_iopub, id);
            if (type == "status" && (string?)content["execution_state"] == "idle")
                return outputs;
            if (type != "status")
                outputs.Add((type, content));
        }
    }

    /// <summary>Waits until something of that type is published for a request.</summary>
    public JsonObject Wait(string id, string type)
    {
        while (true)
        {
            var message = Until(_iopub, id);
            if (message.Type == type)
                return message.Content;
        }
    }

    /// <summary>The frames of a request.</summary>
    public List<byte[]> Frames(string type, JsonObject content, out string id) => Frames(type, Bytes(content), out id);

    /// <summary>The frames of a message whose content need not be what a JSON writer would write.</summary>
    public List<byte[]> Frames(string type, byte[] body, out string id, byte[]? parent = null)
    {
        id = $"{Environment.ProcessId}-{GetHashCode()}-{Interlocked.Increment(ref _last)}";
        return Signed(Bytes(new JsonObject
        {
            ["msg_id"] = id,
            ["msg_type"] = type,
            ["session"] = "test",
            ["username"] = "test",
            ["version"] = "5.3"
        }), parent ?? MessageWriter.Empty, body);
    }

    /// <summary>The frames of a message with that very header.</summary>
    public List<byte[]> Signed(byte[] header, byte[] parent, byte[] body) =>
        [MessageWriter.Delimiter, _signer.Sign(header, parent, MessageWriter.Empty, body), header, parent, MessageWriter.Empty, body];

    /// <summary>Sends frames as they are on the shell channel.</summary>
    public void SendFrames(List<byte[]> frames) => _shell.Socket.Send(ZmtpFraming.Encode(frames));

    public void Dispose()
    {
        foreach (var peer in (Peer[])[_shell, _control, _stdin, _iopub])
            peer.Socket.Dispose();
    }

    string Send(string type, JsonObject content, Peer peer)
    {
        peer.Socket.Send(ZmtpFraming.Encode(Frames(type, content, out var id)));
        return id;
    }

    static byte[] Bytes(JsonObject content) => Encoding.UTF8.GetBytes(content.ToJsonString());

    (string Type, JsonObject Content) Until(Peer peer, string id)
    {
        while (true)
        {
            var frames = peer.Next(Patience);
            if (Read(frames) is var message && message.Parent == id)
                return (message.Type, message.Content);
        }
    }

    (string Type, string? Parent, JsonObject Content) Read(List<byte[]> frames)
    {
        var message = WireMessage.Parse(frames, _signer);
        return (message.Type, (string?)JsonNode.Parse(message.Parent)!["msg_id"], message.Content);
    }

    /// <summary>Connects to one of the kernel's sockets and ends the handshake.</summary>
    public static Socket Connect(ConnectionInfo connection, int port)
    {
        Socket socket;
        if (connection.Transport == "ipc")
        {
            socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint($"{connection.Address}-{port}"));
        }
        else
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
        }
        return socket;
    }

    sealed class Peer
    {
        public Peer(ConnectionInfo connection, int port, string type, byte[] identity)
        {
            Socket = Connect(connection, port);
            var stream = new NetworkStream(Socket);
            stream.Write(ZmtpFraming.Greeting());
            ZmtpFraming.ReadGreeting(stream);
            stream.Write(ZmtpFraming.Ready(type, identity));
            Assert.True(ZmtpFraming.Read(stream, 1000)!.Value.IsCommand);
            new Thread(() => Read(stream)) { IsBackground = true }.Start();
        }

        public Socket Socket { get; }

        public BlockingCollection<List<byte[]>> Received { get; } = [];

        public List<byte[]> Next(TimeSpan patience) =>
            Received.TryTake(out var frames, patience) ? frames : throw new TimeoutException("The kernel said nothing.");

        void Read(Stream stream)
        {
            try
            {
                var frames = new List<byte[]>();
                while (ZmtpFraming.Read(stream, int.MaxValue) is { } frame)
                {
                    frames.Add(frame.Body);
                    if (frame.More)
                        continue;
                    Received.Add(frames);
                    frames = [];
                }
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
