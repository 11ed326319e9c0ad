using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Search;

/// <summary>
/// Regression by a Gaussian process with inducing points, in closed form (Titsias, "Variational Learning of Inducing Variables in Sparse
/// Gaussian Processes", AISTATS 2009): the best Gaussian q(u) given kernel and inducing points, no minibatches. With the data themselves as
/// inducing points it is the exact process.
/// <code>
/// K = k(U, U) = L Lᵀ,  A = L⁻¹ k(U, X)/√v,  B = I + A Aᵀ = M Mᵀ
/// mean(x) = aᵀ M⁻ᵀ M⁻¹ A y/√v,   cov(x, x') = k(x, x') − aᵀa' + (M⁻¹a)ᵀ(M⁻¹a'),   a = L⁻¹ k(U, x)
/// </code>
/// </summary>
public sealed class SparseGaussianProcess : IDisposable
{
    const double Jitter = 1e-6;
    readonly Tensor _inducing, _factor, _posterior, _weights;

    /// <summary>Fits the posterior in double precision.</summary>
    /// <param name="kernel">Kernel and noise.</param>
    /// <param name="points">X (N, d).</param>
    /// <param name="values">y (N), with mean zero a priori: standardize them first.</param>
    /// <param name="inducing">U (M, d).</param>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public SparseGaussianProcess(GaussianKernel kernel, Tensor points, Tensor values, Tensor inducing)
    {
        Kernel = kernel;
        var d = kernel.LengthScales.Count;
        Shape.Expect(points, nameof(SparseGaussianProcess), -1, d);
        Shape.Expect(values, nameof(SparseGaussianProcess), points.shape[0]);
        Shape.Expect(inducing, nameof(SparseGaussianProcess), -1, d);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (x, y, u) = (points.to(ScalarType.Float64), values.to(ScalarType.Float64), inducing.to(ScalarType.Float64));
        var m = u.shape[0];
        var identity = eye(m, dtype: ScalarType.Float64);
        var factor = linalg.cholesky(kernel.Between(u, u) + identity * (Jitter * kernel.Variance)); // L (M, M)
        var a = Triangular.Solve(factor, kernel.Between(u, x)) / Math.Sqrt(kernel.Noise); // A (M, N)
        var posterior = linalg.cholesky(identity + a.mm(a.t())); // M (M, M)
        var projected = a.mm(y.unsqueeze(1)) / Math.Sqrt(kernel.Noise); // (M, 1)
        _inducing = u.clone().DetachFromDisposeScope();
        _factor = factor.DetachFromDisposeScope();
        _posterior = posterior.DetachFromDisposeScope();
        _weights = Triangular.Solve(posterior, Triangular.Solve(posterior, projected), transposed: true).DetachFromDisposeScope(); // (M, 1)
    }

    /// <summary>Kernel and noise.</summary>
    public GaussianKernel Kernel { get; }

    /// <summary>Posterior mean (n) and variance (n) of the noiseless function at points (n, d), differentiable.</summary>
    public (Tensor Mean, Tensor Variance) Predict(Tensor points)
    {
        var x = Project(points);
        return (Mean(x), Variance(x));
    }

    /// <summary>Posterior covariance (n, m) of the noiseless function between points (n, d) and (m, d), differentiable.</summary>
    public Tensor Covariance(Tensor points, Tensor others) => Covariance(Project(points), Project(others));

    /// <summary>Points with the two projections that all predictions are made of.</summary>
    internal readonly record struct Projection(Tensor Points, Tensor Prior, Tensor Posterior);

    internal Projection Project(Tensor points)
    {
        Shape.Expect(points, nameof(SparseGaussianProcess), -1, Kernel.LengthScales.Count);
        Shape.ExpectType(points, nameof(SparseGaussianProcess), ScalarType.Float64);
        var a = Triangular.Solve(_factor, Kernel.Between(_inducing, points)); // (M, n)
        return new(points, a, Triangular.Solve(_posterior, a));
    }

    internal Tensor Mean(Projection x) => x.Prior.t().mm(_weights).squeeze(1);

    internal Tensor Variance(Projection x) =>
        (Kernel.Variance - x.Prior.square().sum(dim: 0) + x.Posterior.square().sum(dim: 0)).clamp(min: 0);

    internal Tensor Covariance(Projection x, Projection y) =>
        Kernel.Between(x.Points, y.Points) - x.Prior.t().mm(y.Prior) + x.Posterior.t().mm(y.Posterior);

    /// <inheritdoc/>
    public void Dispose()
    {
        _inducing.Dispose();
        _factor.Dispose();
        _posterior.Dispose();
        _weights.Dispose();
    }
}
