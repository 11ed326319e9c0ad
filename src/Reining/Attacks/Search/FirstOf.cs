using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Changes of rising strength: the first that reaches the goal is taken.</summary>
static class FirstOf
{
    /// <param name="batch">Under attack.</param>
    /// <param name="levels">How many.</param>
    /// <param name="change">From images (M, C, H, W) and a level from 0 to changed images.</param>
    public static void Search(AttackBatch batch, int levels, Func<Tensor, int, Tensor> change)
    {
        for (var level = 0; level < levels; level++)
        {
            using var scope = NewDisposeScope();
            var changed = change(batch.Images, level);
            var broken = batch.Broken(changed);
            if (!batch.Offer(broken, changed, broken))
                return;
        }
    }
}
