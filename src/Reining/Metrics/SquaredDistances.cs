using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Pairwise squared distances.</summary>
static class SquaredDistances
{
    /// <summary>‖a_i − b_j‖² as ‖a‖² − 2a·b + ‖b‖², not below zero; (n, d) and (m, d) to (n, m).
    /// Center the rows first where they are far from zero.</summary>
    internal static Tensor Between(Tensor a, Tensor b) =>
        (a.square().sum(1, keepdim: true) + b.square().sum(1).unsqueeze(0)).addmm_(a, b.t(), alpha: -2).clamp_(min: 0); // (n, m)
}
