using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>The EM iteration of <see cref="GaussianMixture"/> on codes z (N, d) in double.</summary>
sealed class ExpectationMaximization(Tensor z, GaussianMixtureOptions options)
{
    readonly long _n = z.shape[0], _d = z.shape[1];
    readonly int _components = options.Components;
    readonly double[] _weights = new double[options.Components];

    /// <summary>Iterates from memberships (K, N), each column a distribution over the components.</summary>
    internal (GaussianMixtureParameters, GaussianMixtureReport) Run(Tensor memberships)
    {
        using var scope = NewDisposeScope();
        var (means, covariances) = (zeros(_components, _d, dtype: float64), zeros(_components, _d, _d, dtype: float64));
        Maximize(memberships, means, covariances);
        return Iterate(means, covariances);
    }

    /// <summary>Iterates from given parameters.</summary>
    internal (GaussianMixtureParameters, GaussianMixtureReport) Run(GaussianMixtureParameters start)
    {
        using var scope = NewDisposeScope();
        start.Weights.CopyTo(_weights, 0);
        return Iterate(Gaussians.Matrix(start.Means), stack(start.Covariances.Select(Gaussians.Matrix)));
    }

    (GaussianMixtureParameters, GaussianMixtureReport) Iterate(Tensor means, Tensor covariances)
    {
        var posterior = empty(_components, _n, dtype: float64); // (K, N)
        var bounds = new List<double>();
        var converged = false;
        while (!converged && bounds.Count < options.MaxIterations)
        {
            bounds.Add(Expect(means, covariances, posterior, bounds.Count));
            Maximize(posterior, means, covariances);
            converged = bounds.Count > 1 && Math.Abs(bounds[^1] - bounds[^2]) < options.Tolerance;
        }
        var final = Expect(means, covariances, posterior, bounds.Count);
        var parameters = new GaussianMixtureParameters(
            _weights, Gaussians.Rows(means), [.. Enumerable.Range(0, _components).Select(k => Gaussians.Rows(covariances[k]))]);
        return (parameters, new GaussianMixtureReport(converged, bounds.Count, [.. bounds], final, 0, [final]));
    }

    /// <summary>E-step: fills the responsibilities; returns the mean log-likelihood per code.</summary>
    double Expect(Tensor means, Tensor covariances, Tensor posterior, int iteration)
    {
        using var scope = NewDisposeScope();
        for (var k = 0; k < _components; k++)
        {
            var factor = Gaussians.Factor(covariances[k]) ?? throw Collapsed(k, _weights[k], iteration);
            var density = Gaussians.LogDensity(z, means[k].unsqueeze(0), Gaussians.Whitener(factor)); // (N,)
            posterior[k].copy_(density.add_(Math.Log(_weights[k])));
        }
        var total = logsumexp(posterior, 0); // (N,)
        posterior.sub_(total).exp_(); // (K, N)
        var bound = total.mean().item<double>();
        return double.IsFinite(bound)
            ? bound
            : throw new InvalidOperationException(
                $"GaussianMixture.Fit: expected a finite log-likelihood, got {bound} after {iteration} iterations; " +
                "scale the codes to unit variance.");
    }

    /// <summary>M-step: weights, means and covariances from the responsibilities.</summary>
    void Maximize(Tensor posterior, Tensor means, Tensor covariances)
    {
        using var scope = NewDisposeScope();
        var (counts, centers, spreads) = Gaussians.Moments(z, posterior, options.Ridge);
        (counts / counts.sum()).Doubles().CopyTo(_weights, 0);
        means.copy_(centers);
        covariances.copy_(spreads);
    }

    InvalidOperationException Collapsed(int component, double weight, int iteration) => new(
        "GaussianMixture.Fit: expected positive definite covariances, " +
        $"got a collapsed component {component} of {_components} after {iteration} iterations " +
        $"(weight {weight:G3} of {_n} codes in {_d} dimensions, ridge {options.Ridge:G3}); " +
        "raise Ridge, use fewer components, or encode more samples.");
}
