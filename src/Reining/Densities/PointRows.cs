using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>Points (N, d) in memory, row by row, with their squared distances: where tensor operations on a thousand rows would spend their time being called.</summary>
/// <param name="values">N·d numbers.</param>
/// <param name="dimensions">d.</param>
sealed class PointRows(double[] values, int dimensions)
{
    /// <summary>N.</summary>
    public int Count => values.Length / dimensions;

    /// <summary>A copy of a tensor (N, d) in double on the CPU.</summary>
    public static PointRows Of(Tensor points) => new(MemoryMarshal.Cast<byte, double>(points.contiguous().bytes).ToArray(), (int)points.shape[1]);

    /// <summary>A tensor (N, d).</summary>
    public Tensor ToTensor() => tensor(values, [Count, dimensions]);

    /// <summary>A point's numbers.</summary>
    public Span<double> this[int index] => values.AsSpan(index * dimensions, dimensions);

    /// <summary>Copies of some points, in this order.</summary>
    public PointRows Rows(ReadOnlySpan<int> indices)
    {
        var rows = new PointRows(new double[indices.Length * dimensions], dimensions);
        for (var i = 0; i < indices.Length; i++)
            this[indices[i]].CopyTo(rows[i]);
        return rows;
    }

    /// <summary>The nearest of these points to another and its squared distance; of equally near ones the first.</summary>
    public (int Index, double SquaredDistance) Nearest(ReadOnlySpan<double> point)
    {
        var nearest = (Index: -1, SquaredDistance: double.PositiveInfinity);
        for (var i = 0; i < Count; i++)
        {
            if (SquaredDistance(point, this[i]) is var distance && distance < nearest.SquaredDistance)
                nearest = (i, distance);
        }
        return nearest;
    }

    /// <summary>‖a − b‖².</summary>
    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        var sums = Vector512<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var difference = Vector512.LoadUnsafe(ref x, (nuint)i) - Vector512.LoadUnsafe(ref y, (nuint)i);
            sums = Vector512.FusedMultiplyAdd(difference, difference, sums);
        }
        var sum = Vector512.Sum(sums);
        for (; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
