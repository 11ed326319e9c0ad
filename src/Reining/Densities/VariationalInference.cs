using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>The iteration of <see cref="VariationalMixture"/> on codes z (N, d) in double; Bishop (2006), section 10.2.</summary>
sealed class VariationalInference
{
    readonly Tensor _z, _priorMean, _priorCovariance; // (N, d), (1, d), (d, d)
    readonly VariationalMixtureOptions _options;
    readonly long _d;
    readonly double _concentration, _freedom;

    // The posterior: α, β, ν as (K,); m (K, d); Σ = W⁻¹/ν (K, d, d).
    Tensor _concentrations = null!, _precisions = null!, _freedoms = null!, _means = null!, _covariances = null!;

    /// <summary>Takes the priors from the codes, in the caller's scope.</summary>
    internal VariationalInference(Tensor z, VariationalMixtureOptions options)
    {
        (_z, _options, _d) = (z, options, z.shape[1]);
        if (z.shape[0] < 2)
            throw new ArgumentException(
                $"VariationalMixture.Fit: expected at least 2 codes for the prior's covariance, got {z.shape[0]}; encode more samples.");
        _concentration = options.WeightConcentration ?? 1.0 / options.Components;
        _freedom = options.DegreesOfFreedom ?? _d;
        if (_freedom <= _d - 1)
            throw new ArgumentException(
                $"VariationalMixture.Fit: expected DegreesOfFreedom above {_d - 1} for {_d} dimensions, got {_freedom:G6}; " +
                $"leave it out for {_d}.");
        _priorMean = z.mean([0], keepdim: true);
        var centered = z - _priorMean;
        _priorCovariance = centered.t().mm(centered) / (z.shape[0] - 1);
    }

    /// <summary>Iterates from memberships (K, N), each column a distribution over the components.</summary>
    internal (GaussianMixtureParameters, VariationalPosterior, VariationalMixtureReport) Run(Tensor memberships)
    {
        using var scope = NewDisposeScope();
        Maximize(memberships);
        var bounds = new List<double>();
        var converged = false;
        while (!converged && bounds.Count < _options.MaxIterations)
        {
            using var iteration = NewDisposeScope();
            var logMemberships = Expect(bounds.Count); // (K, N)
            var shares = logMemberships.exp();
            var entropy = -(shares * logMemberships).sum().item<double>();
            foreach (var old in new[] { _concentrations, _precisions, _freedoms, _means, _covariances })
                old.Dispose();
            Maximize(shares);
            foreach (var current in new[] { _concentrations, _precisions, _freedoms, _means, _covariances })
                current.MoveToOuterDisposeScope();
            bounds.Add(entropy - NegativeBound());
            converged = bounds.Count > 1 && Math.Abs(bounds[^1] - bounds[^2]) < _options.Tolerance;
        }
        var parameters = new GaussianMixtureParameters(
            (_concentrations / _concentrations.sum()).Doubles(), Gaussians.Rows(_means),
            [.. Enumerable.Range(0, _options.Components).Select(k => Gaussians.Rows(_covariances[k]))]);
        var posterior = new VariationalPosterior(_concentrations.Doubles(), _precisions.Doubles(), _freedoms.Doubles());
        return (parameters, posterior, new VariationalMixtureReport(converged, bounds.Count, [.. bounds], 0, [bounds[^1]]));
    }

    /// <summary>The variational E-step: log responsibilities (K, N).</summary>
    Tensor Expect(int iteration)
    {
        using var scope = NewDisposeScope();
        var logWeights = digamma(_concentrations) - digamma(_concentrations.sum()); // (K,)
        var logPrecision = _d * Math.Log(2) + digamma(HalfFreedoms()).sum(1); // (K,)
        var constants = (logWeights + 0.5 * (logPrecision - _d * _freedoms.log() - _d / _precisions)).Doubles();
        var joint = empty(_options.Components, _z.shape[0], dtype: float64); // (K, N)
        for (var k = 0; k < _options.Components; k++)
        {
            using var component = NewDisposeScope();
            joint[k].copy_(Gaussians.LogDensity(_z, _means[k].unsqueeze(0), Gaussians.Whitener(Factor(k, iteration))).add_(constants[k]));
        }
        return (joint - logsumexp(joint, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>The variational M-step: posterior from responsibilities (K, N), into the caller's scope.</summary>
    void Maximize(Tensor memberships)
    {
        using var scope = NewDisposeScope();
        var (counts, centers, spreads) = Gaussians.Moments(_z, memberships, _options.Ridge);
        var count = counts.squeeze(1); // (K,)
        _concentrations = (_concentration + count).MoveToOuterDisposeScope();
        _precisions = (_options.MeanPrecision + count).MoveToOuterDisposeScope();
        _freedoms = (_freedom + count).MoveToOuterDisposeScope();
        _means = ((_options.MeanPrecision * _priorMean + counts * centers) / _precisions.unsqueeze(1)).MoveToOuterDisposeScope(); // (K, d)
        var shift = centers - _priorMean; // (K, d)
        var pull = (count * _options.MeanPrecision / _precisions).view(-1, 1, 1) * (shift.unsqueeze(2) * shift.unsqueeze(1)); // (K, d, d)
        _covariances = ((_priorCovariance + counts.unsqueeze(2) * spreads + pull) / _freedoms.view(-1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>The bound without the responsibilities' entropy, negated, and without what does not change in an iteration
    /// (as in scikit-learn).</summary>
    double NegativeBound()
    {
        using var scope = NewDisposeScope();
        var logWishart = 0.0;
        var halfLogDeterminants = new double[_options.Components];
        for (var k = 0; k < halfLogDeterminants.Length; k++) // ½ log |W_k|, W = (ν Σ)⁻¹
            halfLogDeterminants[k] = -Factor(k, 0).diagonal().log().sum().item<double>();
        var scale = tensor(halfLogDeterminants) - 0.5 * _d * _freedoms.log(); // (K,)
        logWishart -= (_freedoms * scale + _freedoms * (0.5 * _d * Math.Log(2)) + lgamma(HalfFreedoms()).sum(1)).sum().item<double>();
        var logDirichlet = (lgamma(_concentrations.sum()) - lgamma(_concentrations).sum()).item<double>();
        return logWishart + logDirichlet + 0.5 * _d * _precisions.log().sum().item<double>();
    }

    /// <summary>(ν_k − i)/2 for i = 0 … d − 1; (K, d).</summary>
    Tensor HalfFreedoms() => 0.5 * (_freedoms.unsqueeze(1) - arange(_d, dtype: float64).unsqueeze(0));

    Tensor Factor(int k, int iteration) => Gaussians.Factor(_covariances[k]) ?? throw new InvalidOperationException(
        "VariationalMixture.Fit: expected positive definite covariances, " +
        $"got a collapsed component {k} of {_options.Components} after {iteration} iterations " +
        "(the codes have a constant or redundant dimension, or scales that differ by more than 1e7); " +
        "standardize them or remove the dimension.");
}
