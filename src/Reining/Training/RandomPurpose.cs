namespace Reining.Training;

/// <summary>What random numbers of a run are for; each purpose has its own stream, named by a number that never changes.</summary>
public enum RandomPurpose
{
    /// <summary>Initial weights.</summary>
    Weights = 0,

    /// <summary>Order of the training data.</summary>
    Order = 1,

    /// <summary>Noise of a training step.</summary>
    Step = 2,

    /// <summary>Noise of the validation loss; the same at each epoch.</summary>
    Validation = 3,

    /// <summary>Latent samples.</summary>
    Sampling = 4,

    /// <summary>Fits of densities.</summary>
    Density = 5,

    /// <summary>Pairs to interpolate between.</summary>
    Interpolation = 6,

    /// <summary>The feature classifier.</summary>
    Classifier = 7,

    /// <summary>Batches that are drawn or rendered.</summary>
    Batch = 8,

    /// <summary>The second and later phases of a training step; the first has <see cref="Step"/>.</summary>
    Phase = 9,

    /// <summary>Passes that estimate the statistics of batch normalization.</summary>
    Statistics = 10,

    /// <summary>Codes drawn from a posterior.</summary>
    Posterior = 11,
}
