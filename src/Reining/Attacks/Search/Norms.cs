using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Lengths of changes.</summary>
static class Norms
{
    /// <summary>Of each row, (B,).</summary>
    /// <param name="change">(B, …).</param>
    /// <param name="norm">How.</param>
    public static Tensor Of(Tensor change, PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        var flat = change.flatten(1); // (B, D)
        return (norm switch
        {
            PerturbationNorm.LInfinity => flat.abs().amax([1]),
            PerturbationNorm.L2 => flat.square().sum(dim: 1).sqrt(),
            PerturbationNorm.L1 => flat.abs().sum(dim: 1),
            _ => (flat != 0).sum(dim: 1).to(change.dtype),
        }).MoveToOuterDisposeScope();
    }

    /// <summary>Of each row in the shape (B, 1, 1, 1).</summary>
    public static Tensor Spread(Tensor change, PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        return Of(change, norm).view(-1, 1, 1, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Between images in double, whatever their type, (N,).</summary>
    public static Tensor Distances(Tensor a, Tensor b, PerturbationNorm norm)
    {
        const int Piece = 1000;
        using var scope = NewDisposeScope();
        var result = empty(a.shape[0], dtype: float64, device: a.device);
        for (var first = 0L; first < a.shape[0]; first += Piece)
        {
            using var one = NewDisposeScope();
            var count = Math.Min(Piece, a.shape[0] - first);
            result.narrow(0, first, count).copy_(
                Of(a.narrow(0, first, count).to(float64) - b.narrow(0, first, count).to(float64), norm));
        }
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Rows of length 1, (B, C, H, W); rows of zeros stay.</summary>
    public static Tensor Unit(Tensor change, PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        // squares of the gradients of a softmax that is nearly sure would be 0
        var largest = change.abs().amax([1, 2, 3], keepdim: true); // (B, 1, 1, 1)
        var scaled = change / largest.masked_fill(largest == 0, 1);
        var length = Spread(scaled, norm);
        return (scaled / length.masked_fill(length == 0, 1)).MoveToOuterDisposeScope();
    }
}
