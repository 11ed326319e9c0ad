namespace Reining.Densities;

/// <summary>How a fit by EM went.</summary>
/// <param name="Converged">Whether the change fell below the tolerance within the allowed iterations.</param>
/// <param name="Iterations">EM iterations of the kept restart.</param>
/// <param name="LowerBounds">Mean log-likelihood per code, in nats, before each iteration's M-step;
/// it never falls but for the ridge and rounding.</param>
/// <param name="LogLikelihood">Mean log-likelihood per code of the parameters that were kept, in nats.</param>
/// <param name="Restart">Which restart was kept, from 0.</param>
/// <param name="RestartLogLikelihoods">The final mean log-likelihood of every restart, in nats.</param>
public sealed record GaussianMixtureReport(
    bool Converged, int Iterations, double[] LowerBounds, double LogLikelihood, int Restart, double[] RestartLogLikelihoods);
