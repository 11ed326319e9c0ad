using static TorchSharp.torch;

namespace Reining.Numerics;

/// <summary>Pairwise squared distances by a matrix product: fast, and off by rounding; where equality decides, what is within
/// <see cref="Slack"/> is measured again by differences.</summary>
static class SquaredDistances
{
    /// <summary>‖a_i − b_j‖² as ‖a‖² − 2a·b + ‖b‖², not below zero; (n, d) and (m, d) to (n, m).
    /// Center the rows first where they are far from zero.</summary>
    internal static Tensor Between(Tensor a, Tensor b) =>
        (a.square().sum(1, keepdim: true) + b.square().sum(1).unsqueeze(0)).addmm_(a, b.t(), alpha: -2).clamp_(min: 0); // (n, m)

    /// <summary>A bound on the rounding errors of <see cref="Between"/>: of either norm and of the product at most d + 3 units each,
    /// doubled.</summary>
    internal static double Slack(Tensor a, Tensor b)
    {
        const double Unit = 1.1102230246251565e-16; // 2⁻⁵³
        using var scope = NewDisposeScope();
        var largest = a.square().sum(1).max().item<double>() + b.square().sum(1).max().item<double>();
        return 8 * (a.shape[1] + 8) * Unit * largest;
    }
}
