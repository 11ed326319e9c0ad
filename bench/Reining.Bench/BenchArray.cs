using static TorchSharp.torch;

namespace Reining.Bench;

/// <summary>A named array as raw little-endian bytes in row-major order.</summary>
public sealed record BenchArray(string Name, ScalarType Type, long[] Shape, byte[] Bytes)
{
    static readonly (ScalarType Type, string Name, int Size)[] Types = [
        (ScalarType.Float32, "float32", 4), (ScalarType.Byte, "uint8", 1), (ScalarType.Int64, "int64", 8)
    ];

    /// <summary>The type's name in numpy and PyTorch.</summary>
    public string TypeName => Types.First(t => t.Type == Type).Name;

    public static BenchArray Of(string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return new(name, tensor.dtype, tensor.shape, tensor.detach().cpu().contiguous().bytes.ToArray());
    }

    public Tensor ToTensor()
    {
        var tensor = empty(Shape, Type);
        Bytes.CopyTo(tensor.bytes);
        return tensor;
    }

    public static ScalarType TypeOf(string name) => Types.First(t => t.Name == name).Type;

    public static long SizeOf(ScalarType type, long[] shape) =>
        Types.First(t => t.Type == type).Size * shape.Aggregate(1L, (a, b) => a * b);
}
