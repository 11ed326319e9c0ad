namespace Reining.Densities;

/// <summary>What variational Bayes knows about a mixture beside its <see cref="GaussianMixtureParameters"/>; Bishop (2006),
/// 10.57–10.63.</summary>
/// <param name="WeightConcentrations">α_k of the Dirichlet over the weights.</param>
/// <param name="MeanPrecisions">β_k: the mean of component k is N(m_k, (β_k Λ_k)⁻¹).</param>
/// <param name="DegreesOfFreedom">ν_k of the Wishart over the precision Λ_k, whose scale is (ν_k Σ_k)⁻¹.</param>
public sealed record VariationalPosterior(double[] WeightConcentrations, double[] MeanPrecisions, double[] DegreesOfFreedom);
