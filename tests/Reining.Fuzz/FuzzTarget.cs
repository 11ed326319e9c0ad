namespace Reining.Fuzz;

/// <summary>A reader under fire.</summary>
/// <param name="Name">How the reports call it.</param>
/// <param name="Seeds">Valid inputs.</param>
/// <param name="Read">Reads an input: the bytes, and a file that holds them.</param>
/// <param name="IsRefusal">Whether an exception is the reader's documented answer to a damaged input.</param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[], string> Read, Func<Exception, bool> IsRefusal)
{
    /// <summary>How the format is damaged; plain bytes unless said otherwise.</summary>
    public FuzzForm Form { get; init; } = FuzzForms.Plain;

    /// <summary>Words of the format that are pasted into inputs.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>The end of the file's name.</summary>
    public string Ending { get; init; } = ".bin";

    /// <summary>Bytes of managed memory that reading may take for each byte of the input…</summary>
    public long BytesPerByte { get; init; } = 64;

    /// <summary>…and beside them.</summary>
    public long BytesBeside { get; init; } = 4 << 20;
}
