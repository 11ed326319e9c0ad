namespace Reining.Training;

/// <summary>A point of a <see cref="TrainingCurve"/>.</summary>
/// <param name="Seconds">Processor seconds that training took until then.</param>
/// <param name="Numbers">What was measured, by key.</param>
public sealed record CurvePoint(double Seconds, IReadOnlyDictionary<string, double> Numbers);
