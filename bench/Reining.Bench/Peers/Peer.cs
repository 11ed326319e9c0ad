namespace Reining.Bench.Peers;

/// <summary>A side of a comparison and the command that starts its worker.</summary>
/// <param name="Name">For results: <c>reining</c>, <c>torchsharp</c>, or the Python command.</param>
/// <param name="Command">Program and arguments.</param>
public sealed record Peer(string Name, IReadOnlyList<string> Command)
{
    // The library's allocator setting, and the launcher's for it, are no part of what a user of another one has.
    static readonly Dictionary<string, string> Defaults = new() { ["REINING_MALLOC"] = "system", ["GLIBC_TUNABLES"] = "" };

    /// <summary>Environment variables for it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = Defaults;

    /// <summary>A worker on .NET: this program again, with the hidden command <c>bench worker</c>.</summary>
    /// <param name="program">How this program is started.</param>
    /// <param name="bench">The benchmark.</param>
    /// <param name="side">Which side it takes.</param>
    public static Peer DotNet(IReadOnlyList<string> program, IBench bench, Side side)
    {
        var name = side.ToString().ToLowerInvariant();
        return new Peer(name, [.. program, "bench", "worker", bench.Name, name])
        {
            Environment = side == Side.TorchSharp ? Defaults : new Dictionary<string, string>(),
        };
    }
}
