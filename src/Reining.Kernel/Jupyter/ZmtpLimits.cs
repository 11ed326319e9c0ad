namespace Reining.Kernel.Jupyter;

/// <summary>What a peer may ask of the kernel before it is let go.</summary>
sealed record ZmtpLimits
{
    /// <summary>The greatest message, in bytes over all its frames.</summary>
    public int MessageBytes { get; init; } = 64 << 20;

    /// <summary>The most frames of a message.</summary>
    public int Frames { get; init; } = 256;

    /// <summary>The most connections to one socket.</summary>
    public int Peers { get; init; } = 128;

    /// <summary>The most bytes waiting for a peer that does not read.</summary>
    public long QueuedBytes { get; init; } = 256 << 20;

    /// <summary>How long the handshake may take.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(10);
}
