using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Score differences between classes and their gradients: one forward pass, one gradient for each class.</summary>
static class ClassGradients
{
    /// <summary>At points (M, C, H, W): differences (M, L) to the score of a reference class, their gradients (M, L, D), and the scores
    /// (M, K).</summary>
    /// <param name="batch">Under attack.</param>
    /// <param name="points">Where.</param>
    /// <param name="classes">(M, 1 + L), the first of each row being the reference.</param>
    public static (Tensor Differences, Tensor Gradients, Tensor Scores) Of(AttackBatch batch, Tensor points, Tensor classes)
    {
        using var scope = NewDisposeScope();
        using var gradientsOn = enable_grad();
        var x = points.detach().requires_grad_(true);
        var scores = batch.Model.Scores(x); // (M, K)
        var chosen = scores.gather(1, classes); // (M, 1 + L)
        var differences = chosen.narrow(1, 1, classes.shape[1] - 1) - chosen.narrow(1, 0, 1); // (M, L)
        var count = differences.shape[1];
        var gradients = Gradients.OfEach(
            [.. Enumerable.Range(0, (int)count).Select(k => differences.select(1, k).sum())], x, "Attack");
        using var noGradients = no_grad();
        batch.Spend(1, count);
        var all = stack(gradients.Select(g => g.flatten(1)), 1);
        return (
            differences.detach().MoveToOuterDisposeScope(), all.MoveToOuterDisposeScope(), scores.detach().MoveToOuterDisposeScope());
    }
}
