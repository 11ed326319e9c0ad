namespace Reining.Training;

/// <summary>Outcome of a training run; the model holds the weights with the best validation loss.</summary>
/// <param name="Steps">Steps in all.</param>
/// <param name="BestEpoch">Epoch whose weights were kept, from 1.</param>
/// <param name="BestValidationLoss">Their validation loss.</param>
/// <param name="LearningRate">Learning rate at the end.</param>
public sealed record FitResult(long Steps, long BestEpoch, double BestValidationLoss, double LearningRate);
