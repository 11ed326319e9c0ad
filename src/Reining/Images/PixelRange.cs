namespace Reining.Images;

/// <summary>The range of the values in a batch of images; stated, never guessed.</summary>
public enum PixelRange
{
    /// <summary>0 black to 1 white: the thesis's convention for autoencoders.</summary>
    ZeroToOne,

    /// <summary>−1 black to 1 white: the convention of most adversarial nets.</summary>
    MinusOneToOne,
}
