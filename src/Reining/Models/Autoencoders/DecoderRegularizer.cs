namespace Reining.Models;

/// <summary>How the decoder of a regularized autoencoder is kept smooth (rae.md §2.1).</summary>
public enum DecoderRegularizer
{
    /// <summary>Not at all, beyond what the architecture does.</summary>
    None,

    /// <summary>L_REG = ‖θ‖² over the decoder's kernels.</summary>
    L2,

    /// <summary>L_REG = ‖∇_z D(E(x))‖².</summary>
    GradientPenalty,

    /// <summary>Every weight matrix divided by its largest singular value.</summary>
    SpectralNorm,
}
