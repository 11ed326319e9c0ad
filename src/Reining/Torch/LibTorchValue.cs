using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>One argument of a call through <see cref="LibTorch"/>: a tensor, a number, a flag, a list of one of these, or "none".</summary>
/// <remarks>For parameters that are optional in the schema (<c>Tensor?</c>, <c>float?</c>, …) only "none":
/// libtorch takes a present one by another form, which this does not make, and would read wrong memory.</remarks>
public readonly struct LibTorchValue
{
    readonly object? _reference;
    readonly ulong _bits;

    LibTorchValue(object? reference, ulong bits) => (_reference, _bits) = (reference, bits);

    /// <summary>An absent optional argument.</summary>
    public static LibTorchValue None => default;

    /// <summary>A tensor, for a parameter that is not optional; the caller keeps its own.</summary>
    /// <exception cref="ArgumentNullException">No tensor.</exception>
    public static implicit operator LibTorchValue(Tensor tensor) =>
        tensor is null
            ? throw new ArgumentNullException(
                nameof(tensor), "LibTorchValue: expected a tensor, got null; an absent optional argument is LibTorchValue.None.")
            : new(tensor, 0);

    /// <summary>A list of tensors (schema type <c>Tensor[]</c>).</summary>
    public static implicit operator LibTorchValue(Tensor[] tensors) => new(tensors, 0);

    /// <summary>Schema type <c>int</c>.</summary>
    public static implicit operator LibTorchValue(long value) => new(null, (ulong)value);

    /// <summary>Schema type <c>float</c>, which is a double.</summary>
    public static implicit operator LibTorchValue(double value) => new(null, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Schema type <c>bool</c>.</summary>
    public static implicit operator LibTorchValue(bool value) => new(null, value ? 1ul : 0ul);

    /// <summary>A list of integers (schema types <c>int[]</c> and <c>SymInt[]</c>).</summary>
    public static implicit operator LibTorchValue(long[] values) => new(values, 0);

    /// <summary>A list of flags (schema type <c>bool[]</c>).</summary>
    public static implicit operator LibTorchValue(bool[] values) => new(values, 0);

    internal ulong ToStable() => _reference switch
    {
        Tensor tensor => LibTorch.TensorHandle(tensor),
        Tensor[] list => LibTorch.ListHandle([.. list.Select(LibTorch.TensorHandle)]),
        long[] list => LibTorch.ListHandle([.. list.Select(v => (ulong)v)]),
        bool[] list => LibTorch.ListHandle([.. list.Select(v => v ? 1ul : 0ul)]),
        _ => _bits,
    };
}
