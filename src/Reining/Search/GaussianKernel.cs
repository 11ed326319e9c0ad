using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Search;

/// <summary>The squared exponential kernel k(a, b) = s²·exp(−½ Σ_j (a_j − b_j)²/ℓ_j²), observed with noise of variance v.</summary>
/// <param name="LengthScales">ℓ_j, one per dimension, above 0.</param>
/// <param name="Variance">s², above 0.</param>
/// <param name="Noise">v, above 0.</param>
public sealed record GaussianKernel(IReadOnlyList<double> LengthScales, double Variance, double Noise)
{
    const double LearningRate = 0.05;

    /// <summary>s², above 0.</summary>
    public double Variance
    {
        get;
        init => field = Options.Positive(value, nameof(Variance));
    } = Options.Positive(Variance, nameof(Variance));

    /// <summary>v, above 0.</summary>
    public double Noise { get; init => field = Options.Positive(value, nameof(Noise)); } = Options.Positive(Noise, nameof(Noise));

    /// <summary>Covariances (n, m) of points (n, d) and (m, d), double.</summary>
    public Tensor Between(Tensor a, Tensor b) => Correlation(a, b, tensor(LengthScales.ToArray())) * Variance;

    /// <summary>log p(y) of an exact process with this kernel.</summary>
    /// <param name="points">(n, d), double.</param>
    /// <param name="values">(n), double, mean zero a priori.</param>
    public double LogLikelihood(Tensor points, Tensor values)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return LogLikelihood(points, values, tensor(LengthScales.ToArray()), tensor(Variance), tensor(Noise)).ToDouble();
    }

    /// <summary>The kernel after some Adam steps up the exact log likelihood, in the logarithms of its parameters.</summary>
    /// <param name="points">(n, d), double.</param>
    /// <param name="values">(n), double, mean zero a priori.</param>
    /// <param name="steps">Number of steps.</param>
    public GaussianKernel Fitted(Tensor points, Tensor values, int steps)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var scales = nn.Parameter(tensor(LengthScales.ToArray()).log());
        var variance = nn.Parameter(tensor(Variance).log());
        var noise = nn.Parameter(tensor(Noise).log());
        using var adam = optim.Adam([scales, variance, noise], LearningRate);
        for (var i = 0; i < steps; i++)
        {
            using var step = NewDisposeScope();
            adam.zero_grad();
            Gradients.Backward(LogLikelihood(points, values, scales.exp(), variance.exp(), noise.exp()).neg(), nameof(GaussianKernel));
            adam.step();
        }
        return new GaussianKernel(scales.detach().exp().Doubles(), variance.exp().ToDouble(), noise.exp().ToDouble());
    }

    static Tensor Correlation(Tensor a, Tensor b, Tensor scales)
    {
        var (u, v) = (a / scales, b / scales);
        var squared = u.square().sum(dim: 1).unsqueeze(1) + v.square().sum(dim: 1).unsqueeze(0) - 2 * u.mm(v.t()); // (n, m)
        return (squared.clamp(min: 0) * -0.5).exp();
    }

    static Tensor LogLikelihood(Tensor points, Tensor values, Tensor scales, Tensor variance, Tensor noise)
    {
        var n = points.shape[0];
        var covariance = Correlation(points, points, scales) * variance + eye(n, dtype: ScalarType.Float64) * noise;
        var factor = linalg.cholesky(covariance); // (n, n)
        var whitened = Triangular.Solve(factor, values.unsqueeze(1)); // (n, 1)
        return whitened.square().sum() * -0.5 - factor.diagonal().log().sum() - 0.5 * n * Math.Log(2 * Math.PI);
    }
}
