namespace Reining.Densities;

/// <summary>A k-means clustering.</summary>
/// <param name="Centers">K rows of d numbers.</param>
/// <param name="Labels">N cluster indices, 0 … K − 1; every cluster has at least one point.</param>
/// <param name="Inertia">Sum of squared distances of the points to their centers.</param>
/// <param name="Iterations">Lloyd iterations.</param>
public sealed record KMeansResult(double[][] Centers, long[] Labels, double Inertia, int Iterations);
