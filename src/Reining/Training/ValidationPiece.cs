using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>Some held-out samples, as many as fit into memory at once.</summary>
/// <param name="Count">How many.</param>
/// <param name="Loss">The sum of their losses; the nets are in evaluation mode, and the random numbers are the same at each
/// validation.</param>
public sealed record ValidationPiece(long Count, Func<Generator, double> Loss);
