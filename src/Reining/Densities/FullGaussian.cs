using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>One Gaussian with full covariance, fitted to codes.</summary>
/// <remarks>
/// Column "N" of Table 1 for the deterministic models. The author's training-time monitor keeps the covariance about the mean but
/// draws around zero (fact sheet rae.md §5); <c>zeroMean</c> does the same, so that both can be compared.
/// </remarks>
public sealed class FullGaussian : IDensity
{
    readonly double[][] _factor;
    readonly double[][] _whitener;

    /// <summary>From known parameters.</summary>
    /// <exception cref="ArgumentException">The covariance is not positive definite.</exception>
    public FullGaussian(GaussianParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        using var scope = NewDisposeScope();
        var factor = Gaussians.Factor(Gaussians.Matrix(parameters.Covariance))
            ?? throw new ArgumentException(
                $"FullGaussian: expected a positive definite covariance, got one of {Dimensions} " +
                "dimensions that is not (a constant or redundant dimension); fit with ridge: 1e-6.");
        _factor = Gaussians.Rows(factor);
        _whitener = Gaussians.Rows(Gaussians.Whitener(factor));
    }

    /// <summary>Mean and covariance.</summary>
    public GaussianParameters Parameters { get; }

    /// <inheritdoc/>
    public string Name => Parameters.Mean.All(m => m == 0) ? "Gaussian, zero mean" : "Gaussian";

    /// <inheritdoc/>
    public long Dimensions => Parameters.Mean.Length;

    /// <summary>Fits mean and unbiased covariance (divisor N − 1) in double.</summary>
    /// <param name="codes">(N, d), N ≥ 2; N &gt; d unless there is a ridge.</param>
    /// <param name="zeroMean">Keep the covariance about the mean but set the mean to zero.</param>
    /// <param name="ridge">Added to the diagonal, ≥ 0, in units of the codes squared.</param>
    /// <exception cref="ArgumentException">Wrong shape, codes that are not finite, too few codes, or a singular covariance.</exception>
    public static FullGaussian Fit(Tensor codes, bool zeroMean = false, double ridge = 0)
    {
        if (!(ridge >= 0 && double.IsFinite(ridge)))
            throw new ArgumentOutOfRangeException(
                nameof(ridge), ridge, $"FullGaussian.Fit: expected a ridge ≥ 0, got {ridge}; 1e-6 is the mixture's.");
        using var scope = NewDisposeScope();
        var z = Gaussians.Codes(codes, "FullGaussian.Fit");
        var (n, d) = (z.shape[0], z.shape[1]);
        if (n < 2 || ridge == 0 && n <= d)
            throw new ArgumentException(
                $"FullGaussian.Fit: expected more than {Math.Max(1, ridge == 0 ? d : 1)} codes for {d} dimensions, got {n}; " +
                "encode more samples or set ridge: 1e-6.");
        var mean = z.mean([0], keepdim: true); // (1, d)
        var centered = z - mean;
        var covariance = centered.t().mm(centered) / (n - 1) + ridge * eye(d, dtype: float64); // (d, d)
        var center = zeroMean ? new double[d] : mean.Doubles();
        return new FullGaussian(new GaussianParameters(center, Gaussians.Rows(covariance)));
    }

    /// <inheritdoc/>
    public Tensor Sample(long count, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = Gaussians.SeededGenerator(count, seed, "FullGaussian.Sample");
        var noise = Gaussians.Noise(count, Dimensions, generator);
        var z = Gaussians.Row(Parameters.Mean).addmm(noise, Gaussians.Matrix(_factor).t()); // (count, d)
        return z.to(float32).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor LogProbability(Tensor z)
    {
        using var scope = NewDisposeScope();
        var codes = Gaussians.Codes(z, "FullGaussian.LogProbability", Dimensions);
        return Gaussians.LogDensity(codes, Gaussians.Row(Parameters.Mean), Gaussians.Matrix(_whitener)).MoveToOuterDisposeScope();
    }
}
