using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>A probability density over latent codes z ∈ R^d: fitted after training ("ex-post"), then sampled and decoded.</summary>
/// <remarks>
/// Source: "From Variational to Deterministic Autoencoders", section on ex-post density estimation; fact sheet rae.md §5.
/// Implementations keep their parameters in managed memory or in tensors that no scope frees,
/// so an instance outlives every dispose scope and is never disposed.
/// </remarks>
public interface IDensity
{
    /// <summary>Name for tables, such as <c>GMM-10</c>.</summary>
    string Name { get; }

    /// <summary>d, the number of latent dimensions.</summary>
    long Dimensions { get; }

    /// <summary>Draws independent codes; equal seeds give equal codes.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">Seed of this draw alone; the global generator is neither read nor advanced.</param>
    /// <returns>(count, d), float32, on the CPU, in random order; owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    Tensor Sample(long count, int seed);

    /// <summary>log p(z), natural logarithm, computed in double.</summary>
    /// <param name="z">(N, d), any floating type, any device.</param>
    /// <returns>(N,), float64, on the CPU; owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Another shape, or entries that are not finite.</exception>
    Tensor LogProbability(Tensor z);
}
