namespace Reining.Models;

/// <summary>What a <see cref="Likelihood"/> is a distribution over, which decides what its values may be compared with.</summary>
public enum LikelihoodSupport
{
    /// <summary>
    /// A density over real pixel values. At images of 256 discrete levels it can be made arbitrarily large, and it is not comparable
    /// with probabilities unless uniform noise of one level is added to the images (see <see cref="Dequantization"/>).
    /// </summary>
    Density,

    /// <summary>Probabilities of the 256 levels k/255.</summary>
    GrayLevels,

    /// <summary>Probabilities of 0 and 1. On gray values in between it is a loss and no probability;
    /// binarize the images for evidence.</summary>
    Binary,

    /// <summary>An energy without a known normalizer: a loss, never a probability.</summary>
    None,
}
