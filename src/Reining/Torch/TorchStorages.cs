using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>The storages and tensors that a pickle of <c>torch.save</c> describes; the bytes come after,
/// or from elsewhere in a zip file.</summary>
/// <param name="allowance">Bytes that storages, tensors and names may take together, so that a small file cannot ask for all
/// memory.</param>
sealed class TorchStorages(long allowance)
{
    const int MostDimensions = 64, MostLevels = 64;

    static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["torch.DoubleStorage"] = ScalarType.Float64,
        ["torch.FloatStorage"] = ScalarType.Float32,
        ["torch.HalfStorage"] = ScalarType.Float16,
        ["torch.BFloat16Storage"] = ScalarType.BFloat16,
        ["torch.LongStorage"] = ScalarType.Int64,
        ["torch.IntStorage"] = ScalarType.Int32,
        ["torch.ShortStorage"] = ScalarType.Int16,
        ["torch.CharStorage"] = ScalarType.Int8,
        ["torch.ByteStorage"] = ScalarType.Byte,
        ["torch.BoolStorage"] = ScalarType.Bool,
    };

    readonly Dictionary<string, Storage> _storages = [];
    readonly Dictionary<object, object?> _resolved = new(ReferenceEqualityComparer.Instance);
    long _taken;

    sealed class Storage(string key, ScalarType type, long count)
    {
        public string Key { get; } = key;
        public ScalarType Type { get; } = type;
        public long Count { get; } = count;
        public byte[]? Bytes { get; set; }
    }

    sealed record View(Storage Storage, long Offset, long[] Shape, long[] Strides);

    /// <summary>('storage', type, key, device, count[, None]).</summary>
    public object Persistent(IReadOnlyList<object?> id)
    {
        if (id is not (["storage", PickleName, string, string, long] or ["storage", PickleName, string, string, long, null]) ||
            id is not [_, PickleName type, string key, _, long count and >= 0, ..])
            throw new InvalidDataException("expected a storage with type, key and size, got another reference");
        if (!Types.TryGetValue(type.Name, out var scalar))
            throw new InvalidDataException($"expected a storage of {string.Join(", ", Types.Keys)}, got {type.Name}");
        return _storages.TryGetValue(key, out var known) ? known : _storages[key] = new Storage(key, scalar, count);
    }

    /// <summary>The only calls that are understood.</summary>
    public object? Call(PickleName function, IReadOnlyList<object?> arguments) => (function.Name, arguments) switch
    {
        ("collections.OrderedDict", []) => new Dictionary<object, object?>(),
        ("torch._utils._rebuild_tensor_v2",
            [Storage storage, long offset, IReadOnlyList<object?> shape, IReadOnlyList<object?> strides, bool,
                IDictionary<object, object?> { Count: 0 }, ..]) =>
            new View(storage, offset, Numbers(shape, "shape"), Numbers(strides, "strides")),
        ("torch._utils._rebuild_parameter", [View tensor, bool, IDictionary<object, object?> { Count: 0 }]) => tensor,
        ("torch.Size", [IReadOnlyList<object?> sizes]) => sizes,
        _ => throw new InvalidDataException(
            "expected only tensors, parameters and ordered dictionaries, " +
            $"got a call of '{function.Name}' with {arguments.Count} arguments, which is not made"),
    };

    // Whatever a pickle can hold may stand there: nothing, text, a list.
    static long[] Numbers(IReadOnlyList<object?> values, string what) =>
    [
        .. values.Select(value => value is long number
            ? number
            : throw new InvalidDataException(
                $"expected whole numbers as a tensor's {what}, got {value?.GetType().Name ?? "None"} among them")),
    ];

    /// <summary>Takes bytes of what the file is allowed.</summary>
    /// <exception cref="InvalidDataException">There are not so many left.</exception>
    public long Take(long bytes)
    {
        if (bytes < 0 || bytes > allowance - _taken)
        {
            throw new InvalidDataException(
                $"expected storages, tensors and names of at most {allowance} bytes " +
                $"({TorchFile.ContentPerByte} for each byte of the file and {TorchFile.ContentBeside >> 20} MiB), got more");
        }
        _taken += bytes;
        return bytes;
    }

    /// <summary>Gets the bytes of every storage.</summary>
    public void Fill(Func<string, byte[]> content)
    {
        foreach (var storage in _storages.Values) storage.Bytes = content(storage.Key);
    }

    /// <summary>Reads a storage of the stream format: its count, then its values.</summary>
    public void FillNext(string key, Stream stream)
    {
        var storage = _storages.TryGetValue(key, out var known)
            ? known
            : throw new InvalidDataException($"expected storages that tensors use, got '{key}' beside");
        Span<byte> count = stackalloc byte[8];
        if (stream.ReadAtLeast(count, 8, throwOnEndOfStream: false) < 8 || BitConverter.ToInt64(count) != storage.Count)
            throw new InvalidDataException($"expected storage {key} with {storage.Count} values, got another size or the end of the file");
        var bytes = new byte[Take(checked(storage.Count * Size(storage.Type)))];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException($"expected {bytes.Length} bytes of storage {key}, got the end of the file (truncated?)");
        storage.Bytes = bytes;
    }

    /// <summary>Puts tensors in the place of their descriptions; what occurs twice is one tensor, as in Python.</summary>
    /// <param name="value">What the pickle gave.</param>
    /// <param name="owned">Gets every tensor made, so that a failure frees them.</param>
    /// <param name="level">How deep it stands.</param>
    public object? Resolve(object? value, List<Tensor> owned, int level = 0)
    {
        if (level > MostLevels)
            throw new InvalidDataException(
                $"expected lists and dictionaries in at most {MostLevels} levels, got more (does one contain itself?)");
        if (value is not (View or IDictionary<object, object?> or IReadOnlyList<object?>))
            return value;
        if (_resolved.TryGetValue(value, out var known))
            return known;
        return _resolved[value] = value switch
        {
            View view => Make(view, owned),
            IDictionary<object, object?> map => map.ToDictionary(p => p.Key, p => Resolve(p.Value, owned, level + 1)),
            _ => ((IReadOnlyList<object?>)value).Select(v => Resolve(v, owned, level + 1)).ToList(),
        };
    }

    Tensor Make(View view, List<Tensor> owned)
    {
        var (storage, offset, shape, strides) = view;
        var size = Size(storage.Type);
        if (storage.Bytes is not { } bytes || bytes.LongLength != checked(storage.Count * size))
            throw new InvalidDataException(
                $"expected {storage.Count * size} bytes of storage {storage.Key}, got {storage.Bytes?.LongLength ?? 0}");
        if (shape.Length > MostDimensions)
            throw new InvalidDataException($"expected tensors of at most {MostDimensions} dimensions, got {shape.Length}");
        if (shape.Length != strides.Length)
            throw new InvalidDataException($"expected as many strides as dimensions, got {strides.Length} and {shape.Length}");
        var last = offset;
        for (var d = 0; d < shape.Length; d++) last = checked(last + Math.Max(0, shape[d] - 1) * strides[d]);
        if (offset < 0 || shape.Any(n => n < 0) || strides.Any(n => n < 0) ||
            (shape.All(n => n > 0) && last >= storage.Count))
            throw new InvalidDataException(
                $"expected a tensor {Shape.Text(shape)} inside its storage of {storage.Count} values, " +
                $"got offset {offset} and strides {string.Join(',', strides)}");
        _ = shape.Aggregate((long)size, (a, n) => checked(a * Math.Max(n, 1))); // strides beside a size of 0 must fit too
        Take(shape.Aggregate((long)size, (a, n) => a * n));
        TorchRuntime.Load();
        var tensor = empty(shape, dtype: storage.Type).DetachFromDisposeScope();
        owned.Add(tensor);
        var target = tensor.bytes;
        var index = new long[shape.Length];
        var contiguous = true;
        for (long d = shape.Length - 1, step = 1; d >= 0; step *= shape[d--]) contiguous &= shape[d] == 1 || strides[d] == step;
        if (contiguous)
        {
            bytes.AsSpan(checked((int)(offset * size)), target.Length).CopyTo(target);
            return tensor;
        }
        for (var at = 0; at < target.Length; at += size)
        {
            var from = offset;
            for (var d = 0; d < index.Length; d++) from += index[d] * strides[d];
            bytes.AsSpan(checked((int)(from * size)), size).CopyTo(target[at..]);
            for (var d = index.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
        return tensor;
    }

    static int Size(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };
}
