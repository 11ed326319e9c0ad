namespace Reining.Densities;

/// <summary>How a fit by variational Bayes went.</summary>
/// <param name="Converged">Whether the change of the bound fell below the tolerance within the allowed iterations;
/// on thousands of codes the author's cap of 100 often comes first.</param>
/// <param name="Iterations">Iterations of the kept restart.</param>
/// <param name="LowerBounds">Evidence lower bound of the whole set, in nats and up to a constant, after each iteration;
/// it never falls but for the ridge and rounding.</param>
/// <param name="Restart">Which restart was kept, from 0.</param>
/// <param name="RestartLowerBounds">The final bound of every restart, in nats.</param>
public sealed record VariationalMixtureReport(
    bool Converged, int Iterations, double[] LowerBounds, int Restart, double[] RestartLowerBounds);
