namespace Reining.Chapters.Rae;

/// <summary>One size of a mixture.</summary>
/// <param name="Components">K.</param>
/// <param name="Distance">Fréchet distance of decoded samples.</param>
/// <param name="Train">Mean log-likelihood per training code, in nats.</param>
/// <param name="Validation">Mean log-likelihood per validation code, in nats.</param>
public sealed record MixtureSweepRow(int Components, double Distance, double Train, double Validation)
{
    /// <summary>Train − validation, in nats per code: over-fitting.</summary>
    public double Gap => Train - Validation;
}
