namespace Reining.Training;

/// <summary>What the batch statistics of averaged weights are.</summary>
public enum AverageBuffers
{
    /// <summary>Estimated anew with the averaged weights, on training batches.</summary>
    Reestimated,

    /// <summary>The running averages of the net in training.</summary>
    Copied,
}
