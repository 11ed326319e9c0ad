using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Reining.Kernel.Jupyter;

/// <summary>One connection to a <see cref="ZmtpListener"/>.</summary>
sealed class ZmtpPeer(Socket socket, ZmtpKind kind, ZmtpLimits limits, Action<ZmtpPeer, List<byte[]>> received)
{
    readonly BlockingCollection<byte[]> _outgoing = [];
    readonly List<byte[]> _topics = [];
    long _queued;
    volatile bool _ready;
    int _isClosed;

    /// <summary>The name that the peer gave itself; empty if it gave none.</summary>
    public byte[] Identity { get; private set; } = [];

    /// <summary>Whether the handshake is done.</summary>
    public bool IsReady => _ready;

    /// <summary>Whether something waits to be sent.</summary>
    public bool HasQueued => Interlocked.Read(ref _queued) > 0 && Volatile.Read(ref _isClosed) == 0;

    /// <summary>Whether the peer subscribed to the topic.</summary>
    public bool Wants(byte[] topic)
    {
        lock (_topics)
            return _topics.Exists(one => topic.AsSpan().StartsWith(one));
    }

    /// <summary>Queues a message.</summary>
    public void Send(List<byte[]> frames) => SendRaw(ZmtpFraming.Encode(frames));

    /// <summary>Queues bytes. A peer that does not read is closed when too many wait.</summary>
    public void SendRaw(byte[] wire)
    {
        if (Interlocked.Add(ref _queued, wire.Length) > limits.QueuedBytes)
        {
            Close();
            return;
        }
        try
        {
            _outgoing.Add(wire);
        }
        catch (InvalidOperationException)
        {
            // It was closed in this moment.
        }
    }

    /// <summary>Serves the connection until it ends.</summary>
    public void Run()
    {
        using var limit = new Timer(_ => CloseIfNotReady(), null, limits.Handshake, Timeout.InfiniteTimeSpan);
        try
        {
            if (socket.AddressFamily != AddressFamily.Unix)
            {
                socket.NoDelay = true;
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }
            using var stream = new BufferedStream(new NetworkStream(socket, ownsSocket: false), 1 << 16);
            socket.Send(ZmtpFraming.Greeting());
            ZmtpFraming.ReadGreeting(stream);
            socket.Send(ZmtpFraming.Ready(kind switch { ZmtpKind.Router => "ROUTER", ZmtpKind.Publisher => "PUB", _ => "REP" }));
            ZmtpListener.Start(WriteLoop, "write");
            ReadLoop(stream);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or SocketException or ObjectDisposedException)
        {
            // The peer is gone, or does not speak ZMTP: in either case its connection ends here.
        }
        catch (Exception error)
        {
            // An error of the kernel's own in handling a message. On this thread it would end the process, with all other connections.
            Console.Error.WriteLine($"Kernel: a connection was closed because a message from it could not be handled: {error}");
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        _outgoing.CompleteAdding();
        socket.Dispose();
    }

    void CloseIfNotReady()
    {
        if (!_ready)
            Close();
    }

    void ReadLoop(Stream stream)
    {
        var frames = new List<byte[]>();
        var left = limits.MessageBytes;
        while (ZmtpFraming.Read(stream, left) is { } frame)
        {
            if (frame.IsCommand)
            {
                Obey(frame.Body);
                continue;
            }
            if (!_ready)
                throw new InvalidDataException("ZMTP: expected READY, got a message.");
            frames.Add(frame.Body);
            left -= frame.Body.Length;
            if (frames.Count > limits.Frames)
                throw new InvalidDataException($"ZMTP: expected at most {limits.Frames} frames, got more.");
            if (frame.More)
                continue;
            Deliver(frames);
            frames = [];
            left = limits.MessageBytes;
        }
    }

    void Obey(byte[] body)
    {
        var (name, content) = ZmtpFraming.Command(body);
        switch (name)
        {
            case "READY":
                Identity = ZmtpFraming.Identity(content);
                _ready = true;
                break;
            case "SUBSCRIBE":
                Subscribe(content);
                break;
            case "CANCEL":
                Unsubscribe(content);
                break;
            case "PING" when content.Length is >= 2 and <= 18: // time to live, context
                SendRaw(ZmtpFraming.EncodeCommand("PONG", content.AsSpan(2)));
                break;
            case "ERROR":
                throw new InvalidDataException("ZMTP: the peer reports an error.");
        }
    }

    void Deliver(List<byte[]> frames)
    {
        if (kind == ZmtpKind.Echo)
        {
            Send(frames);
            return;
        }
        if (kind == ZmtpKind.Router)
        {
            received(this, frames);
            return;
        }
        // Peers of version 3.0 subscribe by a message: 1 or 0, and the topic.
        if (frames[0] is [1, .. var wanted])
            Subscribe(wanted);
        else if (frames[0] is [0, .. var unwanted])
            Unsubscribe(unwanted);
    }

    void Subscribe(byte[] topic)
    {
        lock (_topics)
        {
            if (_topics.Count >= limits.Frames)
                throw new InvalidDataException($"ZMTP: expected at most {limits.Frames} subscriptions, got more.");
            _topics.Add(topic);
        }
    }

    void Unsubscribe(byte[] topic)
    {
        lock (_topics)
        {
            if (_topics.FindIndex(one => one.AsSpan().SequenceEqual(topic)) is >= 0 and var index)
                _topics.RemoveAt(index);
        }
    }

    void WriteLoop()
    {
        try
        {
            foreach (var wire in _outgoing.GetConsumingEnumerable())
            {
                for (var sent = 0; sent < wire.Length;)
                    sent += socket.Send(wire, sent, wire.Length - sent, SocketFlags.None);
                Interlocked.Add(ref _queued, -wire.Length);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Close();
        }
    }
}
