namespace Reining.Bench.Peers;

/// <summary>A side of a comparison and the command that starts its worker.</summary>
/// <param name="Name">For results: <c>reining</c>, <c>torchsharp</c>, or the Python command.</param>
/// <param name="Command">Program and arguments.</param>
public sealed record Peer(string Name, IReadOnlyList<string> Command)
{
    /// <summary>Environment variables for it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A worker on .NET: this program again, with the hidden command <c>bench worker</c>.</summary>
    /// <param name="program">How this program is started.</param>
    /// <param name="bench">The benchmark.</param>
    /// <param name="side">Which side it takes.</param>
    public static Peer DotNet(IReadOnlyList<string> program, IBench bench, Side side)
    {
        var name = side.ToString().ToLowerInvariant();
        return new Peer(name, [.. program, "bench", "worker", bench.Name, name])
        {
            // Plain TorchSharp knows nothing of the library's allocator setting.
            Environment = side == Side.TorchSharp ? new Dictionary<string, string> { ["REINING_MALLOC"] = "system" } : new Dictionary<string, string>(),
        };
    }
}
