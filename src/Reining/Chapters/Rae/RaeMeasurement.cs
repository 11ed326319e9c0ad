namespace Reining.Chapters.Rae;

/// <summary>
/// What was measured on one trained model. Distances are Fréchet distances on the digit classifier's features, lower is better;
/// they are not FIDs and not comparable with the thesis's numbers, only with one another.
/// </summary>
/// <param name="Model">Model name.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Reconstruction">Distance of held-out reconstructions.</param>
/// <param name="StandardNormal">Distance of samples from N(0, I).</param>
/// <param name="Gaussian">Distance of samples from a Gaussian fitted to the training codes, with its mean.</param>
/// <param name="Mixture">Distance of samples from a mixture of ten Gaussians fitted to the training codes.</param>
/// <param name="Interpolation">Distance of decoded mid-points between held-out codes.</param>
/// <param name="SquaredError">Held-out ‖x − x̂‖², mean over images.</param>
/// <param name="BestEpoch">Epoch whose weights were kept.</param>
public sealed record RaeMeasurement(
    string Model, ulong Seed, double Reconstruction, double StandardNormal, double Gaussian, double Mixture, double Interpolation, double SquaredError, long BestEpoch)
{
    /// <summary>The thesis's column "N": N(0, I) for the VAE, the fitted Gaussian for the deterministic models.</summary>
    public double AssumedPrior => RaeModel.Named(Model).HasAssumedPrior ? StandardNormal : Gaussian;
}
