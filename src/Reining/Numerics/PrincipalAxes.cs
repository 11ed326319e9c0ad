using static TorchSharp.torch;

namespace Reining.Numerics;

/// <summary>Principal components of rows.</summary>
/// <param name="Mean">(1, d).</param>
/// <param name="Variances">(d,), descending, at least 0.</param>
/// <param name="Directions">(d, d): a direction of length 1 a row, in the order of the variances. Their signs mean nothing.</param>
sealed record PrincipalAxes(Tensor Mean, Tensor Variances, Tensor Directions)
{
    /// <summary>Finds them.</summary>
    /// <param name="rows">(N, d), in the precision that is wanted.</param>
    public static PrincipalAxes Of(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var mean = rows.mean([0], keepdim: true);
        var centered = rows - mean;
        var (values, vectors) = linalg.eigh(centered.t().mm(centered) / Math.Max(1, rows.shape[0] - 1)); // ascending
        return new(
            mean.MoveToOuterDisposeScope(), values.flip(0).clamp_min(0).MoveToOuterDisposeScope(),
            vectors.flip(1).t().MoveToOuterDisposeScope());
    }
}
