using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>The numbers of a tensor as an array, in one copy, or in place; TorchSharp's accessor makes a native call for each.</summary>
static class TensorValues
{
    public static double[] Doubles(this Tensor tensor) => Values<double>(tensor, ScalarType.Float64);

    public static float[] Floats(this Tensor tensor) => Values<float>(tensor, ScalarType.Float32);

    public static long[] Longs(this Tensor tensor) => Values<long>(tensor, ScalarType.Int64);

    /// <summary>The memory itself of a contiguous float32 tensor on the processor, to read and write while the tensor lives.</summary>
    public static Span<float> FloatSpan(this Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    static T[] Values<T>(Tensor tensor, ScalarType type) where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, T>(tensor.detach().to(type, CPU).contiguous().bytes).ToArray();
    }
}
