using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>A mixture of K Gaussians with full covariances, fitted to codes by variational Bayes.</summary>
/// <remarks>
/// Bishop (2006), section 10.2, with a Dirichlet distribution over the weights and a Gauss–Wishart one over means and precisions; priors
/// as scikit-learn's BayesianGaussianMixture with a "dirichlet_distribution", with whose numbers it is tested. The published numbers of
/// Table 1 were probably made by variational Bayes, not by EM (fact sheet rae.md §5); the author's code leaves the kind of prior at
/// scikit-learn's default, a Dirichlet process, which orders the components and differs little where all ten are needed. Components that
/// the codes do not need keep a weight near zero. As in scikit-learn, samples come from the mixture of the posterior means of the weights,
/// the means and the scale Σ = W⁻¹/ν. So that one object is one density, <see cref="LogProbability"/> is that mixture's too: the exact
/// predictive density would be one of Student t.
/// </remarks>
public sealed class VariationalMixture : IDensity
{
    readonly GaussianMixture _mixture;

    VariationalMixture(GaussianMixtureParameters parameters, VariationalPosterior posterior, VariationalMixtureReport report) =>
        (_mixture, Posterior, Report) = (new GaussianMixture(parameters), posterior, report);

    /// <summary>Weights, means and covariances of the mixture that is sampled.</summary>
    public GaussianMixtureParameters Parameters => _mixture.Parameters;

    /// <summary>How sure the fit is of them.</summary>
    public VariationalPosterior Posterior { get; }

    /// <summary>How the fit went.</summary>
    public VariationalMixtureReport Report { get; }

    /// <inheritdoc/>
    public string Name => $"GMM-{_mixture.Components}, variational";

    /// <inheritdoc/>
    public long Dimensions => _mixture.Dimensions;

    /// <summary>Fits by variational Bayes from k-means starts.</summary>
    /// <param name="codes">(N, d), floating, finite, at least max(2, K) distinct rows.</param>
    /// <param name="options">Defaults: <see cref="VariationalMixtureOptions"/>.</param>
    /// <exception cref="ArgumentException">Wrong shape, codes that are not finite, too few codes,
    /// or degrees of freedom not above d − 1.</exception>
    /// <exception cref="InvalidOperationException">A covariance is singular: the codes have a constant or redundant dimension.</exception>
    public static VariationalMixture Fit(Tensor codes, VariationalMixtureOptions? options = null)
    {
        options ??= new VariationalMixtureOptions();
        using var scope = NewDisposeScope();
        using var thread = OneThread.Begin();
        var z = Gaussians.Codes(codes, "VariationalMixture.Fit");
        var best = default(VariationalMixture);
        var bounds = new double[options.Restarts];
        for (var restart = 0; restart < options.Restarts; restart++)
        {
            using var attempt = NewDisposeScope();
            var (parameters, posterior, report) =
                new VariationalInference(z, options).Run(KMeans.Memberships(z, options.Components, options.Seed, restart));
            bounds[restart] = report.LowerBounds[^1];
            if (best is null || bounds[restart] > best.Report.LowerBounds[^1])
                best = new VariationalMixture(parameters, posterior, report with { Restart = restart, RestartLowerBounds = bounds });
        }
        return best!;
    }

    /// <summary>Fits by variational Bayes from given responsibilities; <see cref="VariationalMixtureOptions.Restarts"/>,
    /// the seed and K of the options play no part.</summary>
    /// <param name="memberships">(K, N), ≥ 0; every column sums to 1.</param>
    /// <param name="codes">(N, d), floating, finite.</param>
    /// <param name="options">Defaults: <see cref="VariationalMixtureOptions"/>.</param>
    /// <inheritdoc cref="Fit(Tensor, VariationalMixtureOptions?)" path="/exception"/>
    public static VariationalMixture FitFrom(Tensor memberships, Tensor codes, VariationalMixtureOptions? options = null)
    {
        using var scope = NewDisposeScope();
        var z = Gaussians.Codes(codes, "VariationalMixture.FitFrom");
        var shares = Gaussians.Codes(memberships, "VariationalMixture.FitFrom", z.shape[0], "memberships");
        if (shares.lt(0).any().item<bool>() || (shares.sum(dim: 0) - 1).abs().max().item<double>() > 1e-6)
            throw new ArgumentException(
                $"VariationalMixture.FitFrom: expected memberships ≥ 0 whose columns sum to 1, got others ({Shape.Text(memberships)}); " +
                "pass one distribution over the components for each code.");
        options = (options ?? new VariationalMixtureOptions()) with { Components = (int)shares.shape[0] };
        var (parameters, posterior, report) = new VariationalInference(z, options).Run(shares);
        return new VariationalMixture(parameters, posterior, report);
    }

    /// <inheritdoc/>
    public Tensor Sample(long count, int seed) => _mixture.Sample(count, seed);

    /// <inheritdoc/>
    public Tensor LogProbability(Tensor z) => _mixture.LogProbability(z);
}
