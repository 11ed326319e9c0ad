using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Reining.Kernel.Jupyter;

/// <summary>A ZeroMQ socket that listens, over tcp or ipc.</summary>
/// <remarks>Written here because a kernel needs three socket kinds and one mechanism: a few hundred lines instead of a native library or
/// 300 kB of another.</remarks>
sealed class ZmtpListener : IDisposable
{
    readonly Socket _socket;
    readonly string? _file;
    readonly ZmtpKind _kind;
    readonly ZmtpLimits _limits;
    readonly Action<ZmtpPeer, List<byte[]>> _received;
    readonly List<ZmtpPeer> _peers = [];
    volatile bool _closed;

    /// <summary>Listens from now on.</summary>
    /// <param name="kind">What the socket is.</param>
    /// <param name="transport"><c>tcp</c> or <c>ipc</c>.</param>
    /// <param name="address">An IP address, or the beginning of the path.</param>
    /// <param name="port">The port, or the end of the path.</param>
    /// <param name="limits">What peers may ask.</param>
    /// <param name="received">Gets each message, on the peer's own thread.</param>
    /// <exception cref="IOException">The address cannot be listened at.</exception>
    public ZmtpListener(ZmtpKind kind, string transport, string address, int port, ZmtpLimits limits,
        Action<ZmtpPeer, List<byte[]>> received)
    {
        (this._kind, this._limits, this._received) = (kind, limits, received);
        try
        {
            if (transport == "ipc")
            {
                _file = $"{address}-{port}";
                File.Delete(_file);
                _socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                _socket.Bind(new UnixDomainSocketEndPoint(_file));
            }
            else
            {
                var ip = address == "*" ? IPAddress.Any : IPAddress.Parse(address);
                _socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                _socket.Bind(new IPEndPoint(ip, port));
            }
            _socket.Listen(64);
        }
        catch (Exception error) when (error is SocketException or FormatException or ArgumentException)
        {
            _socket?.Dispose();
            throw new IOException(
                $"Kernel: expected to listen at {transport}://{address}{(transport == "ipc" ? '-' : ':')}{port}, got '{error.Message}'; "
                    + "restart the kernel, which gets new ports.", error);
        }
        Port = _socket.LocalEndPoint is IPEndPoint bound ? bound.Port : port;
        Start(AcceptLoop, "accept");
    }

    /// <summary>The port in use.</summary>
    public int Port { get; }

    /// <summary>How many peers are connected, with or without a finished handshake.</summary>
    public int Count
    {
        get
        {
            lock (_peers)
                return _peers.Count;
        }
    }

    /// <summary>Sends to all peers that subscribed to the topic, which is the first frame.</summary>
    public void Publish(List<byte[]> frames)
    {
        byte[]? wire = null;
        foreach (var peer in Peers())
        {
            if (peer.Wants(frames[0]))
                peer.SendRaw(wire ??= ZmtpFraming.Encode(frames));
        }
    }

    /// <summary>The peer with that identity. Only for a front end that gave itself none, the last peer of all will do.</summary>
    public ZmtpPeer? Find(byte[] identity)
    {
        var ready = Array.FindAll(Peers(), peer => peer.IsReady);
        return Array.FindLast(ready, peer => peer.Identity.AsSpan().SequenceEqual(identity))
            ?? (identity.Length == 0 ? ready.LastOrDefault() : null);
    }

    /// <summary>Waits a little for what is queued to be sent.</summary>
    public void Flush(TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < limit && Peers().Any(peer => peer.HasQueued))
            Thread.Sleep(1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
        foreach (var peer in Peers())
            peer.Close();
        if (_file is not null)
            File.Delete(_file);
    }

    internal static void Start(ThreadStart work, string name) =>
        new Thread(work, maxStackSize: 1 << 20) { IsBackground = true, Name = "zmtp-" + name }.Start();

    void AcceptLoop()
    {
        while (!_closed)
        {
            Socket accepted;
            try
            {
                accepted = _socket.Accept();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                if (_closed || error is ObjectDisposedException)
                    return;
                Thread.Sleep(10); // a peer that left while it was accepted, or no descriptor left
                continue;
            }
            Take(accepted);
        }
    }

    void Take(Socket accepted)
    {
        var peer = new ZmtpPeer(accepted, _kind, _limits, _received);
        lock (_peers)
        {
            if (_closed || _peers.Count >= _limits.Peers)
            {
                peer.Close();
                return;
            }
            _peers.Add(peer);
        }
        Start(() =>
        {
            try
            {
                peer.Run();
            }
            finally
            {
                lock (_peers)
                    _peers.Remove(peer);
                peer.Close();
            }
        }, "peer");
    }

    ZmtpPeer[] Peers()
    {
        lock (_peers)
            return [.. _peers];
    }
}
