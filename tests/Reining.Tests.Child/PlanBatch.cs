using static TorchSharp.torch;

namespace Reining.Tests.Child;

/// <summary>What a step of <see cref="PlanExample"/> is made from: two streams.</summary>
/// <param name="Step">Of which it is the batch.</param>
/// <param name="Labeled">(B, 1, 8, 8).</param>
/// <param name="Labels">(B,).</param>
/// <param name="Unlabeled">(B, 1, 8, 8).</param>
/// <param name="Rows">Which unlabeled images, (B,).</param>
public sealed record PlanBatch(long Step, Tensor Labeled, Tensor Labels, Tensor Unlabeled, Tensor Rows);
