using System.Numerics;
using System.Runtime.InteropServices;
using Reining.Numerics;
using Reining.Torch;
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

    /// <summary>
    /// Σ w_ij Σ_c c / (c + s_ij), s_ij = ‖r_i − r_j‖², w of <see cref="MaximumMeanDiscrepancy.Weights"/>; its second derivative is 0.
    /// </summary>
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
            var squared = SquaredDistances.Between(known, known); // (n + m, n + m)
            var slopes = empty_like(squared);
            value = Fill(squared.FloatSpan(), slopes.FloatSpan(), first, (int)rows.shape[0], [.. widths.Select(w => (float)w)]);
            gradient = 4 * (slopes.sum(dim: 1, keepdim: true) * known - slopes.mm(known)); // each pair counts from both its sides
        }
        return (((rows - known) * gradient).sum() + value).MoveToOuterDisposeScope();
    }

    // The sum, and into slopes w_ij times the kernels' derivative by s_ij.
    static double Fill(Span<float> squared, Span<float> slopes, int first, int count, float[] widths)
    {
        var (sum, weights) = (0.0, MaximumMeanDiscrepancy.Weights(first, count - first));
        for (var i = 0; i < count; i++)
        {
            var (row, own) = (i * count, i < first ? weights.First : weights.Second);
            var (left, right) = i < first ? (own, weights.Across) : (weights.Across, own);
            squared[row + i] = 0; // but for rounding
            sum += left * Part(squared.Slice(row, first), slopes.Slice(row, first), (float)left, widths);
            sum += right * Part(squared[(row + first)..(row + count)], slopes[(row + first)..(row + count)], (float)right, widths);
            sum -= own * widths.Length; // a row with itself does not count
            slopes[row + i] = 0;
        }
        return sum;
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
