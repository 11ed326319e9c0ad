namespace Reining.Models;

/// <summary>Where the learned scale of a <see cref="Likelihood"/> comes from.</summary>
public enum LearnedScale
{
    /// <summary>One trained number for all images and pixels, saved with the weights.</summary>
    Shared,

    /// <summary>One output of the decoder for each pixel and channel.</summary>
    PerPixel,
}
