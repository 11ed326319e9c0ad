using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Reining.Densities;

/// <summary>Points (N, d) in memory, row by row, with their squared distances:
/// where tensor operations on a thousand rows would spend their time being called.</summary>
/// <param name="values">N·d numbers.</param>
/// <param name="dimensions">d.</param>
sealed class PointRows(double[] values, int dimensions)
{
    /// <summary>N.</summary>
    public int Count => values.Length / dimensions;

    /// <summary>A copy of a tensor (N, d) in double on the CPU.</summary>
    public static PointRows Of(Tensor points) =>
        new(MemoryMarshal.Cast<byte, double>(points.contiguous().bytes).ToArray(), (int)points.shape[1]);

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
        Span<double> squares = Count <= 256 ? stackalloc double[Count] : new double[Count];
        SquaredDistances(point, squares);
        var nearest = TensorPrimitives.IndexOfMin<double>(squares);
        return (nearest, squares[nearest]);
    }

    /// <summary>‖x − p‖² of a point x from each of these points p, in their order.</summary>
    /// <param name="point">d numbers.</param>
    /// <param name="squares">Takes as many numbers as there are points.</param>
    public void SquaredDistances(ReadOnlySpan<double> point, Span<double> squares)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(point.Length, dimensions);
        ArgumentOutOfRangeException.ThrowIfNotEqual(squares.Length, Count);
        var i = 0;
        for (; i <= Count - 4; i += 4) // four at once: the point is read once, and no sum waits for another
            FourSquaredDistances(point, values.AsSpan(i * dimensions, 4 * dimensions), squares.Slice(i, 4));
        for (; i < Count; i++)
            squares[i] = SquaredDistance(point, this[i]);
    }

    static void FourSquaredDistances(ReadOnlySpan<double> point, ReadOnlySpan<double> rows, Span<double> squares)
    {
        ref var x = ref MemoryMarshal.GetReference(point);
        ref var p = ref MemoryMarshal.GetReference(rows);
        var d = (nuint)point.Length;
        var (a, b, c, e) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        nuint j = 0;
        for (; j + (nuint)Vector512<double>.Count <= d; j += (nuint)Vector512<double>.Count)
        {
            var own = Vector512.LoadUnsafe(ref x, j);
            a = AddSquare(a, own - Vector512.LoadUnsafe(ref p, j));
            b = AddSquare(b, own - Vector512.LoadUnsafe(ref p, d + j));
            c = AddSquare(c, own - Vector512.LoadUnsafe(ref p, 2 * d + j));
            e = AddSquare(e, own - Vector512.LoadUnsafe(ref p, 3 * d + j));
        }
        (squares[0], squares[1], squares[2], squares[3]) = (Vector512.Sum(a), Vector512.Sum(b), Vector512.Sum(c), Vector512.Sum(e));
        for (; j < d; j++)
        {
            for (var k = 0; k < 4; k++)
            {
                var difference = point[(int)j] - rows[k * point.Length + (int)j];
                squares[k] += difference * difference;
            }
        }

        static Vector512<double> AddSquare(Vector512<double> sum, Vector512<double> difference) =>
            Vector512.FusedMultiplyAdd(difference, difference, sum);
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
