using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Reining.Kernel.Jupyter;

namespace Reining.Kernel.Tests.Jupyter;

public sealed class ZmtpListenerTests
{
    [Fact]
    public async Task GivenAMessageThatCannotBeHandled_WhenItComes_ThenOnlyItsPeerIsLetGo()
    {
        using var listener = Listen((peer, frames) =>
        {
            if (frames[0] is [0])
                throw new InvalidOperationException("an error of the kernel's own");
            peer.Send(frames);
        });
        using var good = Connect(listener, "good"u8);
        using var bad = Connect(listener, "bad"u8);
        await Until(() => listener.Find("good"u8.ToArray()) is not null && listener.Find("bad"u8.ToArray()) is not null);
        bad.Send(ZmtpFraming.Encode([[0]]));
        await Until(() => listener.Count == 1);
        good.Send(ZmtpFraming.Encode([[7]]));
        using var stream = new NetworkStream(good);
        ZmtpFraming.ReadGreeting(stream);
        Assert.True(ZmtpFraming.Read(stream, 1000)!.Value.IsCommand);
        Assert.Equal([7], ZmtpFraming.Read(stream, 1000)!.Value.Body);
    }

    [Fact]
    public async Task GivenSeveralPeers_WhenOneIsLookedForByItsIdentity_ThenNoOtherIsFoundInItsPlace()
    {
        using var listener = Listen((_, _) => { });
        using var halfOpen = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var one = Connect(listener, "one"u8);
        await Until(() => listener.Find("one"u8.ToArray()) is not null);
        using var other = Connect(listener, "other"u8);
        await Until(() => listener.Find("other"u8.ToArray()) is not null);
        halfOpen.Connect(IPAddress.Loopback, listener.Port); // says nothing, so that its identity is still empty
        await Until(() => listener.Count == 3);
        Assert.Equal("one"u8, listener.Find("one"u8.ToArray())!.Identity);
        Assert.Null(listener.Find("gone"u8.ToArray()));
        Assert.Equal("other"u8, listener.Find([])!.Identity); // whoever has no name gets the last that is ready
    }

    static ZmtpListener Listen(Action<ZmtpPeer, List<byte[]>> received) =>
        new(ZmtpKind.Router, "tcp", "127.0.0.1", 0, new ZmtpLimits(), received);

    static Socket Connect(ZmtpListener listener, ReadOnlySpan<byte> identity)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
        socket.Connect(IPAddress.Loopback, listener.Port);
        socket.Send([.. ZmtpFraming.Greeting(), .. ZmtpFraming.Ready("DEALER", identity)]);
        return socket;
    }

    static async Task Until(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "It did not come to pass.");
            await Task.Delay(5);
        }
    }
}
