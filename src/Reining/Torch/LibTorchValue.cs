using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>One argument of a call through <see cref="LibTorch"/>: a tensor, a tensor list, a number, a flag or "none".</summary>
public readonly struct LibTorchValue
{
    readonly object? _reference;
    readonly ulong _bits;

    LibTorchValue(object? reference, ulong bits) => (_reference, _bits) = (reference, bits);

    /// <summary>An absent optional argument.</summary>
    public static LibTorchValue None => default;

    /// <summary>A tensor; the caller keeps its own.</summary>
    public static implicit operator LibTorchValue(Tensor tensor) => new(tensor, 0);

    /// <summary>A list of tensors (schema type <c>Tensor[]</c>).</summary>
    public static implicit operator LibTorchValue(Tensor[] tensors) => new(tensors, 0);

    /// <summary>Schema type <c>int</c>.</summary>
    public static implicit operator LibTorchValue(long value) => new(null, (ulong)value);

    /// <summary>Schema type <c>float</c>, which is a double.</summary>
    public static implicit operator LibTorchValue(double value) => new(null, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Schema type <c>bool</c>.</summary>
    public static implicit operator LibTorchValue(bool value) => new(null, value ? 1ul : 0ul);

    internal ulong ToStable() => _reference switch
    {
        Tensor tensor => LibTorch.TensorHandle(tensor),
        Tensor[] list => LibTorch.ListHandle(list),
        _ => _bits,
    };
}
