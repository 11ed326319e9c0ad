namespace Reining.Kernel.Jupyter;

/// <summary>A frame of the ZeroMQ message transport protocol.</summary>
/// <param name="Flags">Its flags.</param>
/// <param name="Body">What it carries.</param>
readonly record struct ZmtpFrame(byte Flags, byte[] Body)
{
    public const byte MoreFlag = 1, LongFlag = 2, CommandFlag = 4;

    /// <summary>Whether further frames of the same message follow.</summary>
    public bool More => (Flags & MoreFlag) != 0;

    /// <summary>Whether it speaks to the transport.</summary>
    public bool IsCommand => (Flags & CommandFlag) != 0;
}
