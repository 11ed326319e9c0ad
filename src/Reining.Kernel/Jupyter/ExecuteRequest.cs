using System.Text.Json.Nodes;

namespace Reining.Kernel.Jupyter;

/// <summary>A cell that waits to be run.</summary>
/// <param name="Sequence">Its place in the order of arrival.</param>
/// <param name="Peer">Who asked.</param>
/// <param name="Message">The message.</param>
/// <param name="Code">The cell's source.</param>
/// <param name="Metadata">The cell's metadata, where the front end sends them (JupyterLab does).</param>
/// <param name="Silent">Whether nothing of it is to be published or counted.</param>
/// <param name="StoreHistory">Whether it is counted and remembered.</param>
/// <param name="StopOnError">Whether its failure cancels what was asked after it.</param>
/// <param name="AllowStdin">Whether there is a user to answer questions.</param>
sealed record ExecuteRequest(long Sequence, ZmtpPeer Peer, WireMessage Message, string Code, JsonObject Metadata, bool Silent,
    bool StoreHistory, bool StopOnError, bool AllowStdin)
{
    /// <summary>Reads the message.</summary>
    /// <exception cref="WireException">It is malformed.</exception>
    public static ExecuteRequest From(long sequence, ZmtpPeer peer, WireMessage message)
    {
        var silent = message.Flag("silent") ?? false;
        return new ExecuteRequest(
            sequence,
            peer,
            message,
            message.Text("code") ?? throw new WireException("its content has no code"),
            message.Metadata(),
            silent,
            !silent && (message.Flag("store_history") ?? true),
            message.Flag("stop_on_error") ?? true,
            message.Flag("allow_stdin") ?? true);
    }
}
