using Reining.Densities;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Mid-points between pairs of codes: the three variants that the author's script prints (fact sheet rae.md §6).</summary>
/// <remarks>
/// Row i of the result lies between row i of the two sets; no row depends on another. The paper does not say which variant Table 1 has.
/// Computed in double, returned in the type of the first set, on the CPU.
/// </remarks>
public static class Interpolation
{
    /// <summary>(a + b)/2.</summary>
    /// <param name="first">a, (N, d).</param>
    /// <param name="second">b, (N, d).</param>
    /// <returns>(N, d).</returns>
    /// <exception cref="ArgumentException">Shapes that differ or are not (N, d), or entries that are not finite.</exception>
    public static Tensor Linear(Tensor first, Tensor second) => Between(first, second, nameof(Linear), (a, b) => (a + b) / 2);

    /// <summary>The linear midpoint, stretched to the mean of the two norms,
    /// so that it does not come closer to zero than the codes are.</summary>
    /// <inheritdoc cref="Linear"/>
    /// <exception cref="ArgumentException">As for <see cref="Linear"/>; or a pair a = −b ≠ 0, which has no direction between.</exception>
    public static Tensor RescaledLinear(Tensor first, Tensor second) => Between(first, second, nameof(RescaledLinear), (a, b) =>
    {
        var middle = a + b;
        var norm = middle.norm(1, keepdim: true); // (N, 1)
        var target = (a.norm(1, keepdim: true) + b.norm(1, keepdim: true)) / 2;
        Refuse(norm.le(1e-12 * target).logical_and(target.gt(0)), nameof(RescaledLinear));
        return middle * (target / norm.where(norm > 0, ones_like(norm)));
    });

    /// <summary>Spherical: slerp(½) = (a + b)·sin(ω/2)/sin ω = (a + b)/(2 cos(ω/2)), ω the angle between a and b.</summary>
    /// <inheritdoc cref="Linear"/>
    /// <exception cref="ArgumentException">As for <see cref="Linear"/>; or a zero code, or a pair in opposite directions.</exception>
    public static Tensor Spherical(Tensor first, Tensor second) => Between(first, second, nameof(Spherical), (a, b) =>
    {
        var (lengthA, lengthB) = (a.norm(1, keepdim: true), b.norm(1, keepdim: true));
        Refuse((lengthA * lengthB).le(0), nameof(Spherical));
        // cos(ω/2): half the diagonal of the rhombus of unit vectors
        var halfCosine = (a / lengthA + b / lengthB).norm(1, keepdim: true) / 2;
        Refuse(halfCosine.lt(1e-12), nameof(Spherical));
        return (a + b) / (2 * halfCosine);
    });

    static Tensor Between(Tensor first, Tensor second, string variant, Func<Tensor, Tensor, Tensor> middle)
    {
        using var scope = NewDisposeScope();
        var operation = $"Interpolation.{variant}";
        var (a, b) = (Gaussians.Codes(first, operation), Gaussians.Codes(second, operation));
        if (!a.shape.SequenceEqual(b.shape))
            throw new ArgumentException(
                $"{operation}: expected two sets of one shape (N, d), got {Shape.Text(first)} and {Shape.Text(second)}; " +
                "pair each code with one other.");
        return middle(a, b).to(first.dtype).MoveToOuterDisposeScope();
    }

    static void Refuse(Tensor rows, string variant)
    {
        if (rows.any().item<bool>())
            throw new ArgumentException(
                $"Interpolation.{variant}: expected pairs with a direction between them, " +
                $"got a zero or opposite pair in row {rows.flatten().to(int32).argmax().item<long>()}; drop it or use Linear.");
    }
}
