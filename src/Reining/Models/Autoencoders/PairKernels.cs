using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// The kernel distance of <see cref="MaximumMeanDiscrepancy.Unbiased"/> and its derivative in one pass over the pairs. libtorch's
/// operations would write every kernel's matrix, forwards and backwards.
/// </summary>
static class PairKernels
{
    const long MostRows = 20_000; // the bytes of all pairs must fit into a span

    /// <summary>Whether the rows are numbers that this can read.</summary>
    public static bool Fits(Tensor rows) =>
        rows.device_type == DeviceType.CPU && rows.dtype == ScalarType.Float32 && rows.shape[0] <= MostRows;

    /// <summary>Σ w_ij Σ_c c / (c + s_ij), s_ij = ‖r_i − r_j‖², with w as in <see cref="Weight"/>; its second derivative is 0.</summary>
    /// <param name="rows">(n + m, d).</param>
    /// <param name="first">n.</param>
    /// <param name="widths">The c.</param>
    public static Tensor Distance(Tensor rows, int first, IReadOnlyList<double> widths)
    {
        using var scope = NewDisposeScope();
        var known = rows.detach();
        double value;
        Tensor gradient;
        using (no_grad())
        {
            var squared = MaximumMeanDiscrepancy.SquaredDistances(known); // (n + m, n + m)
            var slopes = empty_like(squared);
            value = Fill(Numbers(squared), Numbers(slopes), first, (int)rows.shape[0], [.. widths.Select(w => (float)w)]);
            gradient = 4 * (slopes.sum(dim: 1, keepdim: true) * known - slopes.mm(known)); // each pair counts from both its sides
        }
        return (((rows - known) * gradient).sum() + value).MoveToOuterDisposeScope();
    }

    static Span<float> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    // The sum, and into slopes w_ij times the kernels' derivative by s_ij.
    static double Fill(Span<float> squared, Span<float> slopes, int first, int count, float[] widths)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            squared[i * count + i] = 0; // but for rounding
            for (var (start, end) = (0, first); start < count; (start, end) = (end, count))
            {
                var (at, length, weight) = (i * count + start, end - start, Weight(i, start, first, count));
                sum += weight * Part(squared.Slice(at, length), slopes.Slice(at, length), (float)weight, widths);
            }
            sum -= Weight(i, i, first, count) * widths.Length; // a row with itself does not count
            slopes[i * count + i] = 0;
        }
        return sum;
    }

    /// <summary>What a pair counts: 1/n(n − 1) and 1/m(m − 1) within a set, −1/nm across.</summary>
    static double Weight(int i, int j, int first, int count)
    {
        double n = first, m = count - first;
        return (i < first, j < first) switch
        {
            (true, true) => 1 / (n * (n - 1)),
            (false, false) => 1 / (m * (m - 1)),
            _ => -1 / (n * m),
        };
    }

    // Σ c / (c + s) of a run of pairs.
    static double Part(ReadOnlySpan<float> squared, Span<float> slopes, float weight, float[] widths)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(squared);
        var to = MemoryMarshal.Cast<float, Vector<float>>(slopes);
        var sums = Vector<float>.Zero;
        for (var j = 0; j < from.Length; j++)
        {
            var slope = Vector<float>.Zero;
            foreach (var width in widths)
            {
                var inverse = Vector<float>.One / (from[j] + new Vector<float>(width));
                sums += width * inverse;
                slope += width * inverse * inverse;
            }
            to[j] = slope * -weight;
        }
        var sum = (double)Vector.Sum(sums);
        for (var j = from.Length * Vector<float>.Count; j < squared.Length; j++)
        {
            var slope = 0f;
            foreach (var width in widths)
            {
                var inverse = 1 / (squared[j] + width);
                sum += width * inverse;
                slope += width * inverse * inverse;
            }
            slopes[j] = slope * -weight;
        }
        return sum;
    }
}
