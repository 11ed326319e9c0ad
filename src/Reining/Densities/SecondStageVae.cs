using Reining.Numerics;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>The second VAE of a two-stage VAE, trained on the codes of the first.</summary>
/// <remarks>
/// Row 2sVAE of Table 1, as the author built it (fact sheet rae.md §§2–5): codes are standardized for each dimension, u has as many
/// dimensions as z, and a sample is u ~ N(0, I) → decoder 2 → de-standardized. Unlike Dai and Wipf (2019): two hidden layers, a fixed β₂
/// instead of a learned noise level, no skip connection, no output noise. Reconstructions and interpolations of the two-stage VAE pass
/// through it too: see <see cref="Reconstruct"/>, and for midpoints
/// <c>second.Decode(Interpolation.RescaledLinear(second.Encode(a), second.Encode(b)))</c>.
/// <para><b>Which density.</b> Without output noise the samples have no density that can be computed. The training loss is the bound of one
/// that can: divided by β₂ it is −log N(z; D(u), σ²I) + KL up to constants, with σ² = d·β₂/2 (standardized units). So
/// <see cref="LogProbability(Tensor)"/> is that of p(z) = ∫ N(z; D(u), σ²I) N(u; 0, I) du, estimated by importance sampling from q(u|z):
/// the samples lack its noise, and the estimate is too low in expectation, the less so the more samples.</para>
/// </remarks>
public sealed class SecondStageVae : IDensity
{
    const long Piece = 50_000;
    const int LogProbabilitySeed = 20_200_530;

    readonly double[] _mean, _scale;
    readonly SecondStageNet _net;
    readonly SecondStageVaeOptions _options;

    SecondStageVae(double[] mean, double[] scale, SecondStageNet net, SecondStageVaeOptions options, CodeFitReport report) =>
        (_mean, _scale, _net, _options, Report) = (mean, scale, net, options, report);

    /// <inheritdoc/>
    public string Name => "second VAE";

    /// <inheritdoc/>
    public long Dimensions => _mean.Length;

    /// <summary>How the training went; a loss is mean_d squared error + β₂·KL of standardized codes.</summary>
    public CodeFitReport Report { get; }

    /// <summary>Standard deviation σ = √(d·β₂/2) of the output noise that the loss implies, in standardized units.</summary>
    public double ImpliedNoise => Math.Sqrt(0.5 * Dimensions * _options.KlWeight);

    /// <summary>Trains the second stage.</summary>
    /// <param name="codes">(N, d), floating, finite, no constant dimension; of the first VAE the means μ.</param>
    /// <param name="options">Defaults: <see cref="SecondStageVaeOptions"/>; a width of 1024 and 100 epochs take minutes on a CPU.</param>
    /// <param name="cancellation">Stops between steps. In a notebook the cell's interrupt does so without it.</param>
    /// <exception cref="ArgumentException">Wrong shape, codes that are not finite, too few codes, or a constant dimension.</exception>
    /// <exception cref="ArithmeticException">The loss became infinite or NaN.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SecondStageVae Fit(Tensor codes, SecondStageVaeOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new SecondStageVaeOptions();
        using var scope = NewDisposeScope();
        var z = Gaussians.Codes(codes, "SecondStageVae.Fit");
        var mean = z.mean([0], keepdim: true); // (1, d)
        var scale = (z - mean).square().mean([0], keepdim: true).sqrt(); // (1, d)
        var constant = Array.FindIndex(scale.Doubles(), s => !(s > 0));
        if (constant >= 0)
            throw new ArgumentException(
                "SecondStageVae.Fit: expected codes that vary in every dimension, " +
                $"got a constant dimension {constant} of {z.shape[1]}; remove it.");
        var training = new CodeTraining(
            nameof(SecondStageVae), options.Epochs, options.BatchSize, options.ValidationShare,
            new AdamOptions(options.LearningRate, Epsilon: 1e-7), PlateauPatience: 3, StopPatience: null, options.Seed);
        var (train, validation) = training.Split(((z - mean) / scale).to(float32));
        using var random = RandomStream.Generator(training.Seed, RandomPurpose.Weights);
        var net = new SecondStageNet(z.shape[1], options.Width, random);
        var report = training.Run(net, train, validation, (batch, noise) => net.Loss(batch, options.KlWeight, noise), cancellation);
        return new SecondStageVae(mean.Doubles(), scale.Doubles(), net, options, report);
    }

    /// <inheritdoc/>
    public Tensor Sample(long count, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = Gaussians.SeededGenerator(count, seed, "SecondStageVae.Sample");
        return Decode(Gaussians.Noise(count, Dimensions, generator)).MoveToOuterDisposeScope();
    }

    /// <summary>Means of q(u|z).</summary>
    /// <param name="codes">(N, d) of the first stage.</param>
    /// <returns>u, (N, d), float32, on the CPU.</returns>
    /// <exception cref="ArgumentException">Another shape, or entries that are not finite.</exception>
    public Tensor Encode(Tensor codes)
    {
        using var scope = NewDisposeScope();
        return MiniBatches.Map(Standardized(codes, "SecondStageVae.Encode").to(float32), z => _net.Posterior(z).Mu)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Codes of the first stage that u stands for.</summary>
    /// <param name="u">(N, d).</param>
    /// <returns>z, (N, d), float32, on the CPU.</returns>
    /// <exception cref="ArgumentException">Another shape, or entries that are not finite.</exception>
    public Tensor Decode(Tensor u)
    {
        using var scope = NewDisposeScope();
        var input = Gaussians.Codes(u, "SecondStageVae.Decode", Dimensions).to(float32);
        var standardized = MiniBatches.Map(input, _net.Decode).to(float64);
        return (standardized * Gaussians.Row(_scale) + Gaussians.Row(_mean)).to(float32).MoveToOuterDisposeScope();
    }

    /// <summary>Codes as the second stage gives them back, by the mean of q(u|z);
    /// what the two-stage VAE's reconstructions decode.</summary>
    /// <param name="codes">(N, d).</param>
    /// <returns>(N, d), float32, on the CPU.</returns>
    /// <exception cref="ArgumentException">Another shape, or entries that are not finite.</exception>
    public Tensor Reconstruct(Tensor codes)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(codes)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// log p(z) of the density with the implied output noise (see the remarks), estimated with
    /// <see cref="SecondStageVaeOptions.ImportanceSamples"/> samples for each code; the networks compute in float32, the rest in double.
    /// </summary>
    /// <inheritdoc/>
    public Tensor LogProbability(Tensor z) => LogProbability(z, _options.ImportanceSamples);

    /// <summary>The same with a stated number of samples for each code.</summary>
    /// <param name="z">(N, d).</param>
    /// <param name="samples">At least 1.</param>
    /// <returns>(N,), float64, on the CPU; equal codes with equal N get equal numbers.</returns>
    /// <exception cref="ArgumentException">Another shape, entries that are not finite, or no samples.</exception>
    public Tensor LogProbability(Tensor z, int samples)
    {
        if (samples < 1)
            throw new ArgumentOutOfRangeException(
                nameof(samples), samples, $"SecondStageVae.LogProbability: expected at least 1 sample, got {samples}.");
        using var scope = NewDisposeScope();
        using var random = new Generator(LogProbabilitySeed, CPU);
        var standardized = Standardized(z, "SecondStageVae.LogProbability");
        var estimate = MiniBatches.Map(standardized, piece => Estimate(piece, samples, random), Math.Max(1, Piece / samples));
        return estimate.sub_(_scale.Sum(Math.Log)).MoveToOuterDisposeScope(); // (N,)
    }

    /// <summary>log (1/S) Σ_s N(z; D(u_s), σ²I) N(u_s; 0, I) / q(u_s|z), (B,), of standardized codes (B, d).</summary>
    Tensor Estimate(Tensor z, int samples, Generator random)
    {
        var (mu, logSigma) = _net.Posterior(z.to(float32)); // (B, d) each
        var noise = randn(samples, z.shape[0], Dimensions, dtype: float64, generator: random); // (S, B, d)
        var u = mu.to(float64) + logSigma.to(float64).exp() * noise;
        var decoded = _net.Decode(u.to(float32).view(-1, Dimensions)).to(float64).view(samples, -1, Dimensions);
        var variance = ImpliedNoise * ImpliedNoise;
        var likelihood = -0.5 * ((z - decoded).square().sum(2) / variance + Dimensions * Math.Log(2 * Math.PI * variance)); // (S, B)
        var ratio = 0.5 * (noise.square() - u.square()).sum(2) + logSigma.to(float64).sum(1); // log N(u; 0, I) − log q(u|z)
        return logsumexp(likelihood + ratio, 0) - Math.Log(samples); // (B,)
    }

    Tensor Standardized(Tensor codes, string operation) =>
        (Gaussians.Codes(codes, operation, Dimensions) - Gaussians.Row(_mean)) / Gaussians.Row(_scale);
}
