namespace Reining.Metrics;

/// <summary>How the evidence of images is estimated.</summary>
/// <param name="Samples">K, codes drawn from the posterior of each image, at least 1.</param>
public sealed record EvidenceOptions(int Samples = 64)
{
    /// <summary>K.</summary>
    public int Samples { get; init => field = Options.Positive(value, nameof(Samples)); } = Options.Positive(Samples, nameof(Samples));

    /// <summary>Seed of codes and dequantization noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Adds the noise of one gray level to the images that a density is taken of, so that its bits are comparable with those of
    /// probabilities (<see cref="Models.Dequantization"/>). Codes are those of the clean images.
    /// </summary>
    public bool Dequantize { get; init; }

    /// <summary>Most images times codes that are decoded at once, above 0; decides memory, not values.</summary>
    public int RowsAtOnce { get; init => field = Options.Positive(value, nameof(RowsAtOnce)); } = 512;
}
