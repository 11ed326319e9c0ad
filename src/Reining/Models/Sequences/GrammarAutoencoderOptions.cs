namespace Reining.Models;

/// <summary>A member of the family Grammar VAE, GRAE, character VAE.</summary>
/// <param name="Net">Sizes.</param>
/// <param name="Variational">Sampled codes and a KL term; else a deterministic code and a penalty on its norm.</param>
/// <param name="LatentWeight">w of the KL term, which is a mean over latent dimensions, or b of b·½‖z‖²; at least 0.</param>
public sealed record GrammarAutoencoderOptions(SequenceNetOptions Net, bool Variational, double LatentWeight = 1)
{
    /// <summary>Weight of the latent term.</summary>
    public double LatentWeight
    {
        get;
        init => field = Options.NotNegative(value, nameof(LatentWeight));
    } = Options.NotNegative(LatentWeight, nameof(LatentWeight));

    /// <summary>Standard deviation of ε in z = μ + σ⊙ε; the original trains with 0.01, nearly without noise.</summary>
    public double NoiseDeviation { get; init => field = Options.NotNegative(value, nameof(NoiseDeviation)); } = 0.01;

    /// <summary>λ of the decoder's L2 term Σw² over its kernels, at least 0; for deterministic models.</summary>
    public double DecoderWeight { get; init => field = Options.NotNegative(value, nameof(DecoderWeight)); }
}
