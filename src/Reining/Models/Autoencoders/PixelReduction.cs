namespace Reining.Models;

/// <summary>
/// How squared errors of one image are reduced. It rescales every other weight of a loss (by D_x = 1024 for padded MNIST),
/// so it is never implied.
/// </summary>
public enum PixelReduction
{
    /// <summary>Sum over pixels and channels: ‖x − x̂‖² as the paper writes it;
    /// the canonical weights of rae.md §2.3 belong to it.</summary>
    Sum,

    /// <summary>Mean over pixels and channels, as in the author's code for the deterministic models.</summary>
    Mean,
}
