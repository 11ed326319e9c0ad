using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// The safetensors file format: an 8-byte little-endian header length, a JSON header, then the raw tensors. Python's
/// <c>safetensors.torch.load_file</c> reads what this writes and the other way round; nothing in a file is ever executed.
/// The metadata of what this writes hold a hash of the content, which is checked when such a file is read; files without one are read too.
/// </summary>
public static class Safetensors
{
    const string MetadataKey = "__metadata__";
    const long LargestHeader = 100_000_000;
    const int MostDimensions = 64;

    // Names as they are, not as escapes: what Python wrote is written back byte for byte.
    static readonly JsonSerializerOptions Header = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly (ScalarType Type, string Name, int Bytes)[] Types =
    [
        (ScalarType.Float64, "F64", 8), (ScalarType.Float32, "F32", 4), (ScalarType.Float16, "F16", 2), (ScalarType.BFloat16, "BF16", 2),
        (ScalarType.Int64, "I64", 8), (ScalarType.Int32, "I32", 4), (ScalarType.Int16, "I16", 2), (ScalarType.Int8, "I8", 1),
        (ScalarType.Byte, "U8", 1), (ScalarType.Bool, "BOOL", 1),
    ];

    /// <summary>Writes tensors atomically, in the order given.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="tensors">Names and tensors of any device and layout.</param>
    /// <param name="metadata">Free text stored in the header.</param>
    /// <exception cref="ArgumentException">Two tensors of one name, or a type that the format has no name for.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one stays as it was.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        var text = new Dictionary<string, string>(metadata ?? []) { [ContentHash.Key] = ContentHash.Nothing };
        var header = new JsonObject { [MetadataKey] = new JsonObject(text.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))) };
        var list = tensors.ToList();
        var offset = 0L;
        foreach (var (name, tensor) in list)
        {
            var end = offset + tensor.numel() * tensor.ElementSize;
            var entry = new JsonObject
            {
                ["dtype"] = TypeName(name, tensor.dtype),
                ["shape"] = new JsonArray(tensor.shape.Select(n => (JsonNode)n).ToArray()),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            if (name == MetadataKey || !header.TryAdd(name, entry))
                throw new ArgumentException(
                    $"Safetensors: expected tensors of different names, none of them '{MetadataKey}', got '{name}' again.");
            offset = end;
        }
        using var hash = new ContentHash(text, list.Select(t => (t.Key, TypeName(t.Key, t.Value.dtype), t.Value.shape)));
        var json = JsonSerializer.SerializeToUtf8Bytes(header, Header);
        var padded = (json.Length + 7) / 8 * 8;

        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            stream.Write(length);
            stream.Write(json);
            stream.Write("        "u8[..(padded - json.Length)]);
            foreach (var (_, tensor) in list)
            {
                using var scope = NewDisposeScope();
                var bytes = tensor.detach().cpu().contiguous().bytes;
                hash.Append(bytes);
                stream.Write(bytes);
            }
            stream.Position = 8 + ContentHash.PlaceInHeader(json);
            stream.Write(hash.Digits());
        });
    }

    /// <summary>Reads a whole file into CPU tensors that the caller owns.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Not a safetensors file, truncated, or with a type that is not known.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw Bad(path, $"expected an 8-byte header length, got {stream.Length} bytes in all");
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is <= 0 or > LargestHeader || length > stream.Length - 8)
            throw Bad(path, $"expected a header length that fits the file of {stream.Length} bytes, got {length}");
        var json = new byte[length];
        stream.ReadExactly(json);
        JsonObject header;
        try
        {
            header = JsonNode.Parse(json) as JsonObject ?? throw Bad(path, "expected a JSON object as header, got another value");
        }
        catch (JsonException e)
        {
            throw Bad(path, $"expected a JSON header, got text that does not parse ({e.Message})");
        }

        var metadata = new Dictionary<string, string>();
        var entries = new List<Entry>();
        try
        {
            foreach (var (name, node) in header)
            {
                if (name != MetadataKey)
                {
                    entries.Add(Parse(path, name, node));
                    continue;
                }
                foreach (var (key, value) in node as JsonObject ?? throw Bad(path, "metadata: expected an object, got another value"))
                    metadata[key] = (string?)value ?? throw Bad(path, $"metadata '{key}': expected text, got null");
            }
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            throw Bad(path, $"expected dtype, shape and data_offsets for every tensor, got a malformed entry ({e.Message})");
        }
        CheckLayout(path, entries, stream.Length - 8 - length);

        var expected = metadata.Remove(ContentHash.Key, out var digits) ? digits : null;
        using var hash = expected is null
            ? null
            : new ContentHash(metadata, entries.Select(e => (e.Name, TypeName(e.Name, e.Type), e.Shape)));
        var tensors = new Dictionary<string, Tensor>();
        var file = new SafetensorsFile(tensors, metadata);
        try
        {
            foreach (var entry in entries)
                tensors[entry.Name] = empty(entry.Shape, dtype: entry.Type).DetachFromDisposeScope();
            foreach (var entry in entries.OrderBy(e => e.Begin).Where(e => e.End > e.Begin))
            {
                var bytes = tensors[entry.Name].bytes;
                stream.Position = 8 + length + entry.Begin;
                stream.ReadExactly(bytes);
                hash?.Append(bytes);
            }
            if (hash is not null && !hash.Digits().SequenceEqual(Encoding.UTF8.GetBytes(expected!)))
                throw Bad(
                    path,
                    $"expected the content that its hash ({ContentHash.Key}) was made of, got another: the file was damaged after it was " +
                    "written, or changed by a program that kept the hash (then remove it from the metadata)");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    readonly record struct Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

    static Entry Parse(string path, string name, JsonNode? node)
    {
        var entry = node as JsonObject ?? throw Bad(path, $"tensor '{name}': expected an object, got another value");
        var typeName = (string?)entry["dtype"];
        var type = Array.Find(Types, t => t.Name == typeName);
        if (type.Name is null)
            throw Bad(path, $"tensor '{name}': expected a type of {string.Join(", ", Types.Select(t => t.Name))}, got {typeName}");
        long[] Numbers(string key) =>
            entry[key] is JsonArray list && list.All(n => n is JsonValue value && value.TryGetValue(out long _))
            ? [.. list.Select(n => (long)n!)]
            : throw Bad(path, $"tensor '{name}': expected a list of whole numbers as {key}, got another value");
        var (shape, offsets) = (Numbers("shape"), Numbers("data_offsets"));
        if (shape.Any(n => n < 0) || shape.Length > MostDimensions || offsets.Length != 2)
            throw Bad(path, $"tensor '{name}': expected a shape of at most {MostDimensions} sizes, none of them negative, and two offsets");
        _ = shape.Aggregate((long)type.Bytes, (a, n) => checked(a * Math.Max(n, 1))); // strides beside a size of 0 must fit too
        var size = shape.Aggregate((long)type.Bytes, (a, n) => checked(a * n));
        if (offsets[0] < 0 || offsets[1] < 0 || offsets[1] - offsets[0] != size)
            throw Bad(
                path, $"tensor '{name}': expected {size} bytes for {typeName} {Shape.Text(shape)}, got offsets {offsets[0]}–{offsets[1]}");
        return new Entry(name, type.Type, shape, offsets[0], offsets[1]);
    }

    /// <summary>The format asks for tensors that fill the rest of the file, each beginning where another ends.</summary>
    static void CheckLayout(string path, IEnumerable<Entry> entries, long bytes)
    {
        var end = 0L;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != end)
                throw Bad(
                    path,
                    $"tensor '{entry.Name}': expected it to begin at byte {end} of the data, " +
                    $"where the one before it ends, got {entry.Begin}");
            end = entry.End;
        }
        if (end != bytes)
            throw Bad(path, $"expected {end} bytes of tensors, got {bytes}{(bytes < end ? " (truncated?)" : "")}");
    }

    static string TypeName(string tensor, ScalarType type) => Array.Find(Types, t => t.Type == type).Name
        ?? throw new ArgumentException(
            $"Safetensors: tensor '{tensor}' has type {type}, which the format has no name for; convert it first.");

    static InvalidDataException Bad(string path, string what) =>
        new($"Read safetensors '{path}': {what}; restore the file or train again.");
}
