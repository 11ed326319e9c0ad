using Reining.Densities;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>
/// Lower bounds of log p(x) = log ∫ p(x|z) p(z) dz by sampling codes z_k ~ q(z|x), w_k = p(x|z_k) p(z_k) / q(z_k|x):
/// <code>
/// ELBO = E[(1/K) Σ log w_k]  ≤  IWAE_K = E[log (1/K) Σ w_k]  ≤  log p(x)
/// </code>
/// The second (Burda, Grosse, Salakhutdinov, "Importance weighted autoencoders", ICLR 2016) grows with K to the evidence. Both are
/// taken from the same codes, so their order holds for each image.
/// </summary>
/// <param name="Elbo">Mean ELBO, nats per image.</param>
/// <param name="ImportanceWeighted">Mean IWAE bound, nats per image.</param>
/// <param name="ElboError">Standard error of <paramref name="Elbo"/> over images.</param>
/// <param name="ImportanceWeightedError">Standard error of <paramref name="ImportanceWeighted"/> over images.</param>
/// <param name="BitsPerDimension">
/// −<paramref name="ImportanceWeighted"/> in bits for each pixel and channel, an upper bound of the code length of gray levels (or of
/// binary pixels); null for a density on images that were not dequantized, where there is no such number.
/// </param>
/// <param name="Samples">K.</param>
/// <param name="Count">Images.</param>
public sealed record Evidence(
    double Elbo, double ImportanceWeighted, double ElboError, double ImportanceWeightedError, double? BitsPerDimension,
    int Samples, long Count)
{
    /// <summary>Bounds for a trained VAE with its likelihood; of the chapter's squared error,
    /// with the Gaussian that it stands for.</summary>
    /// <param name="model">In evaluation mode.</param>
    /// <param name="images">(N, C, S, S) in [0, 1], padded as the model sees them; padding counts as pixels.</param>
    /// <param name="options">Number of codes, seed, dequantization.</param>
    /// <param name="prior">p(z); N(0, I) if null. A density that was fitted after training gives the evidence of that model.</param>
    /// <exception cref="ArgumentException">The likelihood is no distribution over these images,
    /// or the model is in training mode.</exception>
    public static Evidence Of(Vae model, Tensor images, EvidenceOptions? options = null, IDensity? prior = null)
    {
        options ??= new EvidenceOptions();
        var likelihood = model.EvidenceLikelihood;
        if (model.training)
            throw new ArgumentException(
                "Evidence: expected a model in evaluation mode, got training mode, " +
                "in which images of a batch depend on one another; call eval().");
        Check(likelihood, images, options);
        var density = likelihood.Support == LikelihoodSupport.Density;
        var dequantized = density && options.Dequantize;
        using var scope = NewDisposeScope();
        using var random = new Generator(options.Seed);
        var targets = dequantized ? Dequantization.Apply(images, random) : images;
        var evidence = Of(
            images, targets, model.Posterior, (x, z) => -likelihood.NegativeLog(x, model.LikelihoodParameters(z)),
            prior ?? new StandardNormal(model.Net.LatentSize), options);
        if (!dequantized)
            return density ? evidence : evidence with { BitsPerDimension = Bits(evidence.ImportanceWeighted, model.Net.Pixels) };
        var owed = Dequantization.NatsPerValue * model.Net.Pixels; // from the density to the probability of levels
        var discrete = evidence with { Elbo = evidence.Elbo - owed, ImportanceWeighted = evidence.ImportanceWeighted - owed };
        return discrete with { BitsPerDimension = Bits(discrete.ImportanceWeighted, model.Net.Pixels) };
    }

    /// <summary>Bounds for any model with a diagonal Gaussian posterior.</summary>
    /// <param name="images">What the posterior sees, (N, …).</param>
    /// <param name="targets">What the likelihood is taken of, (N, …); the same unless noise was added.</param>
    /// <param name="posterior">From images (B, …) to mean and log standard deviation, each (B, d).</param>
    /// <param name="logLikelihood">From targets (R, …) and codes (R, d) to log p(x|z), (R).</param>
    /// <param name="prior">p(z).</param>
    /// <param name="options">Number of codes, seed; dequantization is the caller's.</param>
    /// <returns>Without <see cref="BitsPerDimension"/>.</returns>
    public static Evidence Of(
        Tensor images, Tensor targets, Func<Tensor, (Tensor Mu, Tensor LogSigma)> posterior, Func<Tensor, Tensor, Tensor> logLikelihood,
        IDensity prior, EvidenceOptions options)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (count, samples) = (images.shape[0], options.Samples);
        var (elbo, weighted) = (new double[count], new double[count]);
        for (var n = 0L; n < count; n++)
        {
            using var inner = NewDisposeScope();
            var (mu, logSigma) = posterior(images.narrow(0, n, 1)); // (1, d)
            using var random = RandomStream.Generator(options.Seed, RandomPurpose.Sampling, n); // of the image, whatever the batch
            var noise = Devices.Send(randn([samples, mu.shape[1]], dtype: mu.dtype, generator: random), mu.device); // (K, d)
            var z = mu + logSigma.exp() * noise;
            var target = Devices.Send(targets.narrow(0, n, 1), mu.device);
            var likelihoods = cat([.. Enumerable.Range(0, samples).Chunk(options.RowsAtOnce).Select(piece =>
            {
                using var decoding = NewDisposeScope();
                var x = target.expand([piece.Length, .. targets.shape[1..]]);
                return logLikelihood(x, z.narrow(0, piece[0], piece.Length)).to(float64).cpu().MoveToOuterDisposeScope();
            })]); // (K)
            var logQ = (-0.5 * noise.square() - logSigma - 0.5 * Math.Log(2 * Math.PI)).to(float64).sum(dim: 1).cpu(); // (K)
            var logWeights = likelihoods + prior.LogProbability(z) - logQ; // (K)
            elbo[n] = logWeights.mean().item<double>();
            weighted[n] = logWeights.logsumexp(0).item<double>() - Math.Log(samples);
        }
        return new Evidence(elbo.Average(), weighted.Average(), StandardError(elbo), StandardError(weighted), null, samples, count);
    }

    static void Check(Likelihood likelihood, Tensor images, EvidenceOptions options)
    {
        using var scope = NewDisposeScope();
        var fits = likelihood.Support switch
        {
            LikelihoodSupport.None => false,
            LikelihoodSupport.Binary => ((images == 0) | (images == 1)).all().item<bool>(),
            LikelihoodSupport.GrayLevels => Levels(images),
            _ => !options.Dequantize || Levels(images),
        };
        if (!fits)
            throw new ArgumentException(
                $"Evidence: expected {Expected(likelihood.Support)}, got {likelihood.Name} on images {Shape.Text(images)}.");
    }

    static string Expected(LikelihoodSupport support) => support switch
    {
        LikelihoodSupport.None => "a likelihood that is a distribution",
        LikelihoodSupport.Binary => "images of zeros and ones (binarize them, or choose another likelihood)",
        _ => "images of the 256 levels k/255",
    };

    static bool Levels(Tensor images) => ((images * 255 - (images * 255).round()).abs() < 1e-3).all().item<bool>();

    static double Bits(double nats, int dimensions) => -nats / (dimensions * Math.Log(2));

    static double StandardError(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? double.NaN : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1.0) / values.Length);
    }
}
