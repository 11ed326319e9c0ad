using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>What an attack may do to an image: change it by at most ε in a norm, within [0, 1].</summary>
/// <param name="Norm">How the change is measured: L∞ or L2.</param>
/// <param name="Epsilon">ε, at least 0, in units of the pixels' range.</param>
public sealed record ThreatModel(PerturbationNorm Norm, double Epsilon)
{
    /// <summary>How the change is measured.</summary>
    public PerturbationNorm Norm { get; init => field = Known(value); } = Known(Norm);

    /// <summary>ε.</summary>
    public double Epsilon { get; init => field = Finite(value); } = Finite(Epsilon);

    /// <summary>Brings changed images back: the change is shortened to ε, then pixels are cut to [0, 1],
    /// which only shortens it further.</summary>
    /// <param name="changed">(N, C, H, W).</param>
    /// <param name="images">Those they were made from, in [0, 1].</param>
    public Tensor Project(Tensor changed, Tensor images)
    {
        using var scope = NewDisposeScope();
        if (Norm == PerturbationNorm.LInfinity)
            return changed.clamp(images - Epsilon, images + Epsilon).clamp_(0, 1).MoveToOuterDisposeScope();
        var change = changed - images; // (N, C, H, W)
        var factor = Epsilon / Norms.Spread(change, Norm).clamp(min: Math.Max(Epsilon, double.Epsilon));
        return (images + change * factor).clamp_(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>The change of length 1 along which a loss rises fastest; zero where the gradient is.</summary>
    /// <param name="gradient">Of the loss, (N, C, H, W).</param>
    public Tensor Direction(Tensor gradient) => Norm == PerturbationNorm.LInfinity ? gradient.sign() : Norms.Unit(gradient, Norm);

    /// <summary>How far images were changed.</summary>
    /// <returns>(N,), float64, in units of the pixels' range.</returns>
    public Tensor Distances(Tensor changed, Tensor images) => Norms.Distances(changed, images, Norm);

    /// <summary>Whether distances are at most ε but for rounding of the pixels.</summary>
    internal Tensor Allows(Tensor distances) => distances <= Epsilon * (1 + 1e-6) + 1e-7;

    static PerturbationNorm Known(PerturbationNorm norm) => norm is PerturbationNorm.LInfinity or PerturbationNorm.L2 ? norm
        : throw new ArgumentException($"ThreatModel: expected the norm LInfinity or L2, got {norm}.");

    static double Finite(double epsilon) => double.IsFinite(epsilon) ? Options.NotNegative(epsilon, nameof(Epsilon))
        : throw new ArgumentOutOfRangeException(nameof(Epsilon), $"Epsilon: expected a finite number, got {epsilon}.");
}
