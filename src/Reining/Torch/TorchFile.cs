using System.Globalization;
using System.IO.Compression;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// A file of Python's <c>torch.save</c> (.pth, .pt): named tensors, read without ever executing the pickle in it. Only what describes
/// tensors in plain and ordered dictionaries is understood; anything else (other classes, functions, TorchScript code) is refused by name.
/// </summary>
/// <param name="Tensors">Tensors by name, on the CPU; keys of nested dictionaries and lists are joined by dots.</param>
/// <param name="Metadata">Numbers, truth values and text found beside the tensors, as text.</param>
public sealed record TorchFile(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) : IDisposable
{
    // torch/serialization.py: MAGIC_NUMBER and PROTOCOL_VERSION of files before the zip format (PyTorch 1.6).
    static readonly System.Numerics.BigInteger LegacyMagic =
        System.Numerics.BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    const long LegacyVersion = 1001;

    /// <summary>
    /// Storages, tensors and names may take so many bytes for each byte of the file, and <see cref="ContentBeside"/>; tensors that repeat
    /// values
    /// (strides of 0) and packed zip files take more than 1.
    /// </summary>
    internal const int ContentPerByte = 8;

    /// <summary>Bytes beside <see cref="ContentPerByte"/>.</summary>
    internal const int ContentBeside = 16 << 20;

    /// <summary>Reads either form, the zip file of PyTorch 1.6 and newer or the stream before it.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Another file, a damaged one, or one that holds more than tensors;
    /// the message says what was met.</exception>
    public static TorchFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        var length = stream.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        stream.Position = 0;
        var owned = new List<Tensor>();
        var storages = new TorchStorages(ContentBeside + ContentPerByte * stream.Length);
        try
        {
            var root = length == 4 && start.SequenceEqual("PK\x03\x04"u8)
                ? FromZip(stream, storages, owned)
                : FromStream(stream, storages, owned);
            var tensors = new Dictionary<string, Tensor>();
            var metadata = new Dictionary<string, string>();
            Collect("", root, storages, tensors, metadata);
            if (tensors.Count == 0) throw new InvalidDataException("expected tensors by name, got none");
            return new TorchFile(tensors, metadata);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException or ArgumentException)
        {
            owned.ForEach(t => t.Dispose());
            throw new InvalidDataException(
                $"Read torch file '{path}': {e.Message.TrimEnd('.')}; " +
                "save only a state dict (torch.save(model.state_dict(), …)), or fetch the file again.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values) tensor.Dispose();
    }

    static object? FromZip(Stream stream, TorchStorages storages, List<Tensor> owned)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        var pickle = zip.Entries
            .FirstOrDefault(e => e.FullName.EndsWith("/data.pkl", StringComparison.Ordinal) && e.FullName.Count(c => c == '/') == 1)
            ?? throw new InvalidDataException("expected a data.pkl in the zip file, got none");
        var folder = pickle.FullName[..^"data.pkl".Length];
        if (zip.Entries.FirstOrDefault(e => e.FullName.StartsWith(folder + "code/", StringComparison.Ordinal)) is not null)
            throw new InvalidDataException("expected a state dict, got a TorchScript module; load it with torch.jit.load");
        if (zip.GetEntry(folder + "byteorder") is { } order && Text(order, storages) != "little")
            throw new InvalidDataException($"expected little-endian numbers, got '{Text(order, storages)}'");
        using var content = new MemoryStream(Content(pickle, storages));
        var root = new PickleReader(content, storages.Persistent, storages.Call).Read();
        storages.Fill(key => Content(
            zip.GetEntry(folder + "data/" + key)
            ?? throw new InvalidDataException($"expected the storage data/{key} in the zip file, got none"), storages));
        return storages.Resolve(root, owned);
    }

    static object? FromStream(Stream stream, TorchStorages storages, List<Tensor> owned)
    {
        using var buffered = new BufferedStream(stream, 1 << 16);
        object? Next() => new PickleReader(buffered, storages.Persistent, storages.Call).Read();
        if (Next() is not System.Numerics.BigInteger magic || magic != LegacyMagic)
            throw new InvalidDataException("expected a zip file or the magic number of torch.save, got another file");
        if (Next() is not long version || version != LegacyVersion)
            throw new InvalidDataException($"expected version {LegacyVersion} of the format, got another one");
        if (Next() is not IDictionary<object, object?> system || !system.TryGetValue("little_endian", out var little) || little is not true)
            throw new InvalidDataException("expected little-endian numbers, got others");
        var root = Next();
        if (Next() is not List<object?> keys)
            throw new InvalidDataException("expected a list of storages after the tensors, got something else");
        foreach (var key in keys)
            storages.FillNext(key as string ?? throw new InvalidDataException("expected storages by name, got another key"), buffered);
        return storages.Resolve(root, owned);
    }

    static void Collect(
        string prefix, object? value, TorchStorages storages, Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata)
    {
        storages.Take(2 * prefix.Length + 64); // a list that occurs in many places has many names
        string Name(object key) =>
            prefix.Length == 0
                ? Convert.ToString(key, CultureInfo.InvariantCulture)!
                : $"{prefix}.{Convert.ToString(key, CultureInfo.InvariantCulture)}";
        switch (value)
        {
            case Tensor tensor:
                tensors.Add(prefix, tensor);
                break;
            case IDictionary<object, object?> map:
                foreach (var (key, item) in map) Collect(Name(key), item, storages, tensors, metadata);
                break;
            case IReadOnlyList<object?> list:
                for (var i = 0; i < list.Count; i++) Collect(Name(i), list[i], storages, tensors, metadata);
                break;
            case null or bool or long or double or string or System.Numerics.BigInteger:
                metadata.Add(prefix, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
            default:
                throw new InvalidDataException($"'{prefix}': expected a tensor, a number or text, got {value.GetType().Name}");
        }
    }

    static byte[] Content(ZipArchiveEntry entry, TorchStorages storages)
    {
        // The length that the file says is not exceeded, whatever the packed bytes would give.
        var bytes = new byte[storages.Take(entry.Length)];
        using var source = entry.Open();
        return source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length && source.ReadByte() < 0
            ? bytes
            : throw new InvalidDataException($"expected {bytes.Length} bytes in {entry.FullName}, got another number");
    }

    static string Text(ZipArchiveEntry entry, TorchStorages storages) => System.Text.Encoding.ASCII.GetString(Content(entry, storages));
}
