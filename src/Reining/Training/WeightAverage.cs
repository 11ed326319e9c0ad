namespace Reining.Training;

/// <summary>
/// An exponential moving average of nets' parameters, which forgets half in so many samples. The first average that holds a net is what is
/// validated and kept of it; further ones are saved as <c>NET-AVERAGE.safetensors</c> when training ends.
/// </summary>
/// <param name="Name">For checkpoints and files.</param>
/// <param name="Nets">Names of the nets.</param>
/// <param name="HalfLife">In samples, at least 0; a decay of d at each batch of b is b · ln ½ / ln d.</param>
public sealed record WeightAverage(string Name, IReadOnlyList<string> Nets, double HalfLife)
{
    /// <summary>In samples.</summary>
    public double HalfLife { get; init => field = Options.NotNegative(value, nameof(HalfLife)); }
        = Options.NotNegative(HalfLife, nameof(HalfLife));

    /// <summary>
    /// The half-life is at most this share of the samples seen, so that an early average forgets the start (StyleGAN2: 0.05); null for
    /// none.
    /// </summary>
    public double? RampUp { get; init => field = value is { } share ? Options.Positive(share, nameof(RampUp)) : null; }

    /// <summary>Where the averaged nets' batch statistics come from.</summary>
    public AverageBuffers Buffers { get; init; } = AverageBuffers.Reestimated;

    /// <summary>The share of the old average that a step keeps, 0 … 1, after so many samples.</summary>
    internal double Decay(long seen, int batch)
    {
        var halfLife = RampUp is { } share ? Math.Min(HalfLife, seen * share) : HalfLife;
        return Math.Pow(0.5, batch / Math.Max(halfLife, 1e-8));
    }
}
