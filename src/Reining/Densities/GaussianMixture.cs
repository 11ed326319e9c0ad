using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>A mixture of K Gaussians with full covariances, fitted to codes by expectation maximization.</summary>
/// <remarks>
/// Column "GMM" of Table 1 (fact sheet rae.md §5): K = 10, tolerance 1e-3, at most 2000 iterations, ridge 1e-6, start from k-means,
/// as scikit-learn's GaussianMixture, with whose numbers it is tested. All in double.
/// p(z) = Σ_k w_k N(z; μ_k, Σ_k).
/// </remarks>
public sealed class GaussianMixture : IDensity
{
    readonly double[][][] _factors;
    readonly double[][][] _whiteners;

    /// <summary>From known parameters.</summary>
    /// <exception cref="ArgumentException">A covariance is not positive definite.</exception>
    public GaussianMixture(GaussianMixtureParameters parameters) : this(parameters, null)
    {
    }

    internal GaussianMixture(GaussianMixtureParameters parameters, GaussianMixtureReport? report)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (Parameters, Report) = (parameters, report);
        using var scope = NewDisposeScope();
        var factors = parameters.Covariances.Select((c, k) => Gaussians.Factor(Gaussians.Matrix(c))
            ?? throw new ArgumentException(
                $"GaussianMixture: expected positive definite covariances, got one of component {k} that is not; fit with a larger Ridge."))
                .ToArray();
        _factors = [.. factors.Select(Gaussians.Rows)];
        _whiteners = [.. factors.Select(f => Gaussians.Rows(Gaussians.Whitener(f)))];
    }

    /// <summary>Weights, means and covariances.</summary>
    public GaussianMixtureParameters Parameters { get; }

    /// <summary>How the fit went; null if the parameters were given.</summary>
    public GaussianMixtureReport? Report { get; }

    /// <summary>K.</summary>
    public int Components => Parameters.Weights.Length;

    /// <inheritdoc/>
    public string Name => $"GMM-{Components}";

    /// <inheritdoc/>
    public long Dimensions => Parameters.Means[0].Length;

    /// <summary>Fits by EM from k-means starts.</summary>
    /// <param name="codes">(N, d), floating, finite, at least K distinct rows.</param>
    /// <param name="options">Defaults: <see cref="GaussianMixtureOptions"/>.</param>
    /// <exception cref="ArgumentException">Wrong shape, codes that are not finite, or too few codes.</exception>
    /// <exception cref="InvalidOperationException">A component collapsed (its covariance is singular in spite of the ridge).</exception>
    public static GaussianMixture Fit(Tensor codes, GaussianMixtureOptions? options = null)
    {
        options ??= new GaussianMixtureOptions();
        using var scope = NewDisposeScope();
        using var thread = OneThread.Begin();
        var z = Gaussians.Codes(codes, "GaussianMixture.Fit");
        var best = default(GaussianMixtureReport);
        var parameters = default(GaussianMixtureParameters);
        var finals = new double[options.Restarts];
        for (var restart = 0; restart < options.Restarts; restart++)
        {
            using var attempt = NewDisposeScope();
            var (fitted, report) =
                new ExpectationMaximization(z, options).Run(KMeans.Memberships(z, options.Components, options.Seed, restart));
            finals[restart] = report.LogLikelihood;
            if (best is null || report.LogLikelihood > best.LogLikelihood)
                (parameters, best) = (fitted, report with { Restart = restart });
        }
        return new GaussianMixture(parameters!, best! with { RestartLogLikelihoods = finals });
    }

    /// <summary>Fits by EM from given parameters; <see cref="GaussianMixtureOptions.Restarts"/> and the seed play no part.</summary>
    /// <inheritdoc cref="Fit(Tensor, GaussianMixtureOptions?)"/>
    public static GaussianMixture FitFrom(GaussianMixtureParameters start, Tensor codes, GaussianMixtureOptions? options = null)
    {
        var initial = new GaussianMixture(start);
        options = (options ?? new GaussianMixtureOptions()) with { Components = initial.Components };
        using var scope = NewDisposeScope();
        var z = Gaussians.Codes(codes, "GaussianMixture.FitFrom", initial.Dimensions);
        var (fitted, report) = new ExpectationMaximization(z, options).Run(start);
        return new GaussianMixture(fitted, report);
    }

    /// <inheritdoc/>
    public Tensor Sample(long count, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = Gaussians.SeededGenerator(count, seed, "GaussianMixture.Sample");
        var labels = multinomial(tensor(Parameters.Weights), count, replacement: true, generator); // (count,)
        var z = Gaussians.Noise(count, Dimensions, generator); // (count, d)
        for (var k = 0; k < Components; k++)
        {
            var rows = (labels == k).nonzero().squeeze(1); // (n_k,)
            var draws = Gaussians.Row(Parameters.Means[k]).addmm(z.index_select(0, rows), Gaussians.Matrix(_factors[k]).t());
            z.index_copy_(0, rows, draws);
        }
        return z.to(float32).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor LogProbability(Tensor z)
    {
        using var scope = NewDisposeScope();
        var codes = Gaussians.Codes(z, "GaussianMixture.LogProbability", Dimensions);
        return logsumexp(WeightedLogDensities(codes), 0).MoveToOuterDisposeScope(); // (N,)
    }

    /// <summary>p(k | z), the responsibilities of the components.</summary>
    /// <param name="z">(N, d).</param>
    /// <returns>(K, N), float64, on the CPU; every column sums to 1.</returns>
    /// <exception cref="ArgumentException">Another shape, or entries that are not finite.</exception>
    public Tensor Posterior(Tensor z)
    {
        using var scope = NewDisposeScope();
        var codes = Gaussians.Codes(z, "GaussianMixture.Posterior", Dimensions);
        return nn.functional.softmax(WeightedLogDensities(codes), 0).MoveToOuterDisposeScope();
    }

    Tensor WeightedLogDensities(Tensor z) => stack(Enumerable.Range(0, Components).Select(k =>
        Gaussians.LogDensity(
            z, Gaussians.Row(Parameters.Means[k]), Gaussians.Matrix(_whiteners[k])).add_(Math.Log(Parameters.Weights[k])))); // (K, N)
}
