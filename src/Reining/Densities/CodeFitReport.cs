namespace Reining.Densities;

/// <summary>How a network was trained on codes.</summary>
/// <param name="TrainLosses">Mean loss of each epoch's steps.</param>
/// <param name="ValidationLosses">Loss of the held-out codes after each epoch;
/// for a <see cref="NormalizingFlow"/> the first entry is from before training.</param>
/// <param name="KeptEpoch">The epoch, from 1, whose weights were kept; 0 is before training.</param>
/// <param name="TrainCount">Codes trained on.</param>
/// <param name="ValidationCount">Codes held out.</param>
public sealed record CodeFitReport(double[] TrainLosses, double[] ValidationLosses, int KeptEpoch, long TrainCount, long ValidationCount);
