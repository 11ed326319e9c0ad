using static TorchSharp.torch;

namespace Reining.Search;

/// <summary>Expected improvement below an incumbent, E max(best − f, 0) for f ~ N(μ, s²) (Jones, Schonlau, Welch 1998).</summary>
public static class ExpectedImprovement
{
    const double SmallestDeviation = 1e-12;

    /// <summary>s·(zΦ(z) + φ(z)), z = (best − μ)/s, elementwise; differentiable.</summary>
    /// <param name="mean">μ, double.</param>
    /// <param name="variance">s², at least 0.</param>
    /// <param name="best">The incumbent, which is to be undercut.</param>
    public static Tensor Of(Tensor mean, Tensor variance, double best)
    {
        var s = variance.clamp(min: SmallestDeviation * SmallestDeviation).sqrt();
        var z = (best - mean) / s;
        var cumulative = special.erfc(z * -Math.Sqrt(0.5)) * 0.5;
        var density = (z.square() * -0.5).exp() * (1 / Math.Sqrt(2 * Math.PI));
        return s * (z * cumulative + density);
    }
}
