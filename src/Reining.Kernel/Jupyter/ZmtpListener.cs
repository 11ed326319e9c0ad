using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Reining.Kernel.Jupyter;

/// <summary>A ZeroMQ socket that listens, over tcp or ipc.</summary>
/// <remarks>Written here because a kernel needs three socket kinds and one mechanism: a few hundred lines instead of a native library or 300 kB of another.</remarks>
sealed class ZmtpListener : IDisposable
{
    readonly Socket socket;
    readonly string? file;
    readonly ZmtpKind kind;
    readonly ZmtpLimits limits;
    readonly Action<ZmtpPeer, List<byte[]>> received;
    readonly List<ZmtpPeer> peers = [];
    volatile bool closed;

    /// <summary>Listens from now on.</summary>
    /// <param name="kind">What the socket is.</param>
    /// <param name="transport"><c>tcp</c> or <c>ipc</c>.</param>
    /// <param name="address">An IP address, or the beginning of the path.</param>
    /// <param name="port">The port, or the end of the path.</param>
    /// <param name="limits">What peers may ask.</param>
    /// <param name="received">Gets each message, on the peer's own thread.</param>
    /// <exception cref="IOException">The address cannot be listened at.</exception>
    public ZmtpListener(ZmtpKind kind, string transport, string address, int port, ZmtpLimits limits, Action<ZmtpPeer, List<byte[]>> received)
    {
        (this.kind, this.limits, this.received) = (kind, limits, received);
        try
        {
            if (transport == "ipc")
            {
                file = $"{address}-{port}";
                File.Delete(file);
                socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(file));
            }
            else
            {
                var ip = address == "*" ? IPAddress.Any : IPAddress.Parse(address);
                socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(ip, port));
            }
            socket.Listen(64);
        }
        catch (Exception error) when (error is SocketException or FormatException or ArgumentException)
        {
            socket?.Dispose();
            throw new IOException($"Kernel: expected to listen at {transport}://{address}{(transport == "ipc" ? '-' : ':')}{port}, got '{error.Message}'; restart the kernel, which gets new ports.", error);
        }
        Port = socket.LocalEndPoint is IPEndPoint bound ? bound.Port : port;
        Start(AcceptLoop, "accept");
    }

    /// <summary>The port in use.</summary>
    public int Port { get; }

    /// <summary>How many peers are connected, with or without a finished handshake.</summary>
    public int Count
    {
        get
        {
            lock (peers)
                return peers.Count;
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
        return Array.FindLast(ready, peer => peer.Identity.AsSpan().SequenceEqual(identity)) ?? (identity.Length == 0 ? ready.LastOrDefault() : null);
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
        closed = true;
        socket.Dispose();
        foreach (var peer in Peers())
            peer.Close();
        if (file != null)
            File.Delete(file);
    }

    internal static void Start(ThreadStart work, string name) => new Thread(work, maxStackSize: 1 << 20) { IsBackground = true, Name = "zmtp-" + name }.Start();

    void AcceptLoop()
    {
        while (!closed)
        {
            Socket accepted;
            try
            {
                accepted = socket.Accept();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                if (closed || error is ObjectDisposedException)
                    return;
                Thread.Sleep(10); // a peer that left while it was accepted, or no descriptor left
                continue;
            }
            Take(accepted);
        }
    }

    void Take(Socket accepted)
    {
        var peer = new ZmtpPeer(accepted, kind, limits, received);
        lock (peers)
        {
            if (closed || peers.Count >= limits.Peers)
            {
                peer.Close();
                return;
            }
            peers.Add(peer);
        }
        Start(() =>
        {
            try
            {
                peer.Run();
            }
            finally
            {
                lock (peers)
                    peers.Remove(peer);
                peer.Close();
            }
        }, "peer");
    }

    ZmtpPeer[] Peers()
    {
        lock (peers)
            return [.. peers];
    }
}
