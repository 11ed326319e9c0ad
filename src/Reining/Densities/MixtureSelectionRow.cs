using System.Text.Json.Serialization;

namespace Reining.Densities;

/// <summary>One size of a mixture in a sweep.</summary>
/// <param name="Components">K.</param>
/// <param name="Train">Mean log-likelihood per code of the codes it was fitted to, in nats.</param>
/// <param name="Validation">Mean log-likelihood per code of other codes, in nats.</param>
/// <param name="Converged">Whether EM converged.</param>
/// <param name="Mixture">The mixture itself; not part of the JSON.</param>
public sealed record MixtureSelectionRow(
    int Components, double Train, double Validation, bool Converged, [property: JsonIgnore] GaussianMixture Mixture)
{
    /// <summary>Train − validation, in nats per code; large means over-fitted.</summary>
    public double Gap => Train - Validation;
}
