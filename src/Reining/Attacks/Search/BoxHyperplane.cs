using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>The nearest point of a hyperplane within [0, 1]: the d of smallest norm with ⟨w, x + d⟩ = b and 0 ≤ x + d ≤ 1.</summary>
/// <remarks>
/// With the signs turned so that every step helps, d_i has length min(λ s_i, r_i): r_i the room to the bound, s_i = 1 in L∞ and |w_i| in
/// L2. Σ |w_i| d_i rises with λ, in straight pieces that bend downwards, so that Newton's method from λ = 0 meets the right λ from
/// below, in as many steps as it crosses pieces; no sorting. In L1 the largest |w_i| are used up first. On a processor
/// <see cref="BoxHyperplaneRows"/> does the same row by row.
/// </remarks>
static class BoxHyperplane
{
    internal const int NewtonSteps = 40;
    internal const float Enough = 1e-7f; // the share of λ that a last step may have
    const int CheckEvery = 4;

    /// <summary>Weights below this share of a row's largest are none: where the plane is out of reach, moving their pixels would cost
    /// length and gain nothing. Trained nets have many, for pixels that are always black.</summary>
    internal const double NoAccount = 1e-8;

    /// <summary>The change d; where the hyperplane is out of reach, the corner of the box that is nearest to it.</summary>
    /// <param name="x">(B, D) in [0, 1].</param>
    /// <param name="w">(B, D).</param>
    /// <param name="excess">⟨w, x⟩ − b, (B,).</param>
    /// <param name="norm">L∞, L2 or L1.</param>
    public static Tensor Project(Tensor x, Tensor w, Tensor excess, PerturbationNorm norm) =>
        BoxHyperplaneRows.Suits(x, norm) ? BoxHyperplaneRows.Project(x, w, excess, norm) : ByTensors(x, w, excess, norm);

    /// <summary>The same by operations on whole tensors.</summary>
    internal static Tensor ByTensors(Tensor x, Tensor w, Tensor excess, PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        if (norm != PerturbationNorm.LInfinity) // whose length is that of the largest change anyway
            w = w.masked_fill(w.abs() < NoAccount * w.abs().amax([1], keepdim: true), 0);
        var way = -(w.sign() * excess.sign().unsqueeze(1)); // (B, D), the sign of each step
        var (size, wanted) = (w.abs(), excess.abs());
        var room = where(way > 0, 1 - x, x).clamp_(min: 0);
        var length = norm == PerturbationNorm.L1
            ? LargestFirst(size, wanted, room)
            : Pieces(size, wanted, room, norm == PerturbationNorm.L2 ? size : null);
        return way.mul_(length).MoveToOuterDisposeScope();
    }

    static Tensor Pieces(Tensor size, Tensor wanted, Tensor room, Tensor? speed)
    {
        var gain = speed is null ? size : size * speed; // of Σ |w| d for each unit of λ
        var lambda = zeros_like(wanted); // (B,)
        for (var i = 0; i < NewtonSteps; i++)
        {
            using var one = NewDisposeScope();
            var free = Length(lambda);
            var slope = gain.masked_fill(free >= room, 0).sum(dim: 1);
            var missing = wanted - (size * minimum(free, room)).sum(dim: 1);
            var step = where((slope > 0).logical_and(missing > 0), missing / slope, zeros_like(missing));
            lambda.add_(step);
            if (i % CheckEvery == CheckEvery - 1 && !(step > Enough * lambda).any().item<bool>())
                break;
        }
        return minimum(Length(lambda), room);

        Tensor Length(Tensor at) => speed is null ? at.unsqueeze(1).expand_as(room) : at.unsqueeze(1) * speed;
    }

    static Tensor LargestFirst(Tensor size, Tensor wanted, Tensor room)
    {
        var order = size.argsort(1, descending: true);
        var gains = (size * room).gather(1, order); // (B, D)
        var before = gains.cumsum(1) - gains;
        var share = ((wanted.unsqueeze(1) - before) / gains.masked_fill(gains == 0, 1)).clamp_(0, 1);
        return zeros_like(room).scatter_(1, order, share * room.gather(1, order));
    }
}
