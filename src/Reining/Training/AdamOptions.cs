namespace Reining.Training;

/// <summary>Options of <see cref="Adam"/>.</summary>
/// <param name="LearningRate">Step size, above 0.</param>
/// <param name="Beta1">Decay of the mean of gradients, in [0, 1).</param>
/// <param name="Beta2">Decay of the mean of squared gradients, in [0, 1).</param>
/// <param name="Epsilon">Added to the root of the second moment; Keras's default is 1e-7, PyTorch's 1e-8.</param>
/// <param name="WeightDecay">L2 weight decay added to every gradient, at least 0.</param>
public sealed record AdamOptions(
    double LearningRate = 1e-3, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0)
{
    /// <summary>Step size, above 0.</summary>
    public double LearningRate { get; init => field = Options.Positive(value, nameof(LearningRate)); }
        = Options.Positive(LearningRate, nameof(LearningRate));

    /// <summary>Decay of the mean of gradients.</summary>
    public double Beta1 { get; init => field = Options.InRange(value, 0, 1, nameof(Beta1)); } = Options.InRange(Beta1, 0, 1, nameof(Beta1));

    /// <summary>Decay of the mean of squared gradients.</summary>
    public double Beta2 { get; init => field = Options.InRange(value, 0, 1, nameof(Beta2)); } = Options.InRange(Beta2, 0, 1, nameof(Beta2));

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init => field = Options.Positive(value, nameof(Epsilon)); } = Options.Positive(Epsilon, nameof(Epsilon));

    /// <summary>L2 weight decay.</summary>
    public double WeightDecay { get; init => field = Options.NotNegative(value, nameof(WeightDecay)); }
        = Options.NotNegative(WeightDecay, nameof(WeightDecay));
}
