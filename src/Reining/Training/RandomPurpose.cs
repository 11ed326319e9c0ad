namespace Reining.Training;

/// <summary>What random numbers of a run are for; each purpose has its own stream.</summary>
public enum RandomPurpose
{
    /// <summary>Initial weights.</summary>
    Weights,

    /// <summary>Order of the training data.</summary>
    Order,

    /// <summary>Noise of a training step.</summary>
    Step,

    /// <summary>Noise of the validation loss; the same at each epoch.</summary>
    Validation,

    /// <summary>Latent samples.</summary>
    Sampling,

    /// <summary>Fits of densities.</summary>
    Density,

    /// <summary>Pairs to interpolate between.</summary>
    Interpolation,

    /// <summary>The feature classifier.</summary>
    Classifier,
}
