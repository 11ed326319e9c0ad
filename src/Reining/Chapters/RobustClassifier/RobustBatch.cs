using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>What a training step is made from.</summary>
/// <param name="Images">(B, 1, 28, 28).</param>
/// <param name="Labels">(B,), int64.</param>
/// <param name="Unlabeled">(B, 1, 28, 28), where not all training digits have a label.</param>
/// <param name="Step">The step, from 0.</param>
/// <param name="Progress">Share of the training that is behind.</param>
public sealed record RobustBatch(Tensor Images, Tensor Labels, Tensor? Unlabeled, long Step, double Progress);
