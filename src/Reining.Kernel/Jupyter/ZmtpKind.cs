namespace Reining.Kernel.Jupyter;

/// <summary>The kinds of ZeroMQ sockets that a kernel offers.</summary>
enum ZmtpKind
{
    /// <summary>ROUTER: requests in, replies out.</summary>
    Router,

    /// <summary>PUB: sends what peers subscribed to.</summary>
    Publisher,

    /// <summary>REP: here, an echo.</summary>
    Echo,
}
