using System.Globalization;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>Shape checks in C#: some native operations end the process on a wrong shape instead of throwing.</summary>
public static class Shape
{
    /// <summary>Text such as <c>64x1x28x28</c>.</summary>
    public static string Text(Tensor tensor) => Text(tensor.shape);

    /// <inheritdoc cref="Text(Tensor)"/>
    public static string Text(ReadOnlySpan<long> shape) =>
        shape.IsEmpty ? "scalar" : string.Join('x', shape.ToArray().Select(n => n < 0 ? "N" : n.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Checks a shape; -1 in <paramref name="expected"/> stands for any size.</summary>
    /// <exception cref="ArgumentException">Operation, expected, got.</exception>
    public static void Expect(Tensor tensor, string operation, params ReadOnlySpan<long> expected)
    {
        var shape = tensor.shape;
        var fits = shape.Length == expected.Length;
        for (var i = 0; fits && i < shape.Length; i++)
            fits = expected[i] < 0 || expected[i] == shape[i];
        if (!fits)
            throw new ArgumentException($"{operation}: expected {Text(expected)}, got {Text(tensor)}.");
    }

    /// <summary>Checks that a tensor holds floating-point numbers of the given type; under <see cref="Autocast"/>, which converts,
    /// any.</summary>
    /// <exception cref="ArgumentException">Operation, expected, got.</exception>
    public static void ExpectType(Tensor tensor, string operation, ScalarType expected)
    {
        if (tensor.dtype != expected && !(Autocast.IsOn && tensor.is_floating_point()))
            throw new ArgumentException($"{operation}: expected {expected}, got {tensor.dtype}; convert with .to(ScalarType.{expected}).");
    }

    /// <summary>Matrix product of (n,k) and (k,m), checked: TorchSharp's own <c>matmul</c> ends the process on a mismatch.</summary>
    /// <exception cref="ArgumentException">The inner sizes or the types differ.</exception>
    public static Tensor MatMul(Tensor a, Tensor b, [CallerMemberName] string operation = "")
    {
        if (a.ndim != 2 || b.ndim != 2 || a.shape[1] != b.shape[0] || a.dtype != b.dtype)
            throw new ArgumentException(
                $"{operation}: matrix product expected (n,k) and (k,m) of one type, got {Text(a)} {a.dtype} and {Text(b)} {b.dtype}.");
        return a.mm(b);
    }
}
