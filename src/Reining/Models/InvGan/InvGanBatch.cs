using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>What a step of an <see cref="InvGan"/> is made from.</summary>
/// <param name="Images">Real images x_R, (B, C, S, S) in [0, 1].</param>
/// <param name="Noise">Draws z of the prior, (B/2, d_z) where batches are mixed, (B, d_z) else.</param>
public sealed record InvGanBatch(Tensor Images, Tensor Noise)
{
    /// <summary>Codes of real images from the step before, (B/2, d), without gradient; null where batches are not mixed.</summary>
    public Tensor? Stored { get; init; }

    /// <summary>Which rows of the codes of the step before become <see cref="Stored"/>, (B/2,), int64; null where none do.</summary>
    public Tensor? Order { get; init; }

    /// <summary>
    /// Real images whose classes are known, (L, C, S, S), beside <see cref="Images"/>; null without a class head. They teach the class head
    /// and are not scored, so that few labels do not bend what real images look like.
    /// </summary>
    public Tensor? KnownImages { get; init; }

    /// <summary>Their classes, (L,), int64; null without a class head.</summary>
    public Tensor? KnownClasses { get; init; }

    /// <summary>Classes that the draws are made for, (rows of <see cref="Noise"/>,), int64; null without a class head.</summary>
    public Tensor? DrawnClasses { get; init; }

    /// <summary>Whether images made for a class teach the class head too, as the generator is good enough.</summary>
    public bool TrustsMade { get; init; }

    /// <summary>
    /// What generator and mapping make of the batch, where it is made once for all losses; null where each makes it itself.
    /// </summary>
    public InvGanMade? Made { get; init; }
}
