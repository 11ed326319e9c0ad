using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Searches towards several wrong classes in turn, as APGD and FAB do: the second highest score of the clean image, the third,
/// and so on.</summary>
static class TargetPasses
{
    /// <param name="batch">Under attack.</param>
    /// <param name="targets">How many classes; 0 for one pass with the batch's own goal.</param>
    /// <param name="name">For the error.</param>
    /// <param name="pass">Gets the batch, the goal of all of its images and the rank of the target.</param>
    /// <exception cref="ArgumentException">Targets for a goal that has one.</exception>
    public static void Run(AttackBatch batch, int targets, string name, Action<AttackBatch, AttackGoal, int> pass)
    {
        if (targets == 0)
        {
            pass(batch, batch.WholeGoal, 0);
            return;
        }
        if (batch.WholeGoal is not Untargeted untargeted)
            throw new ArgumentException($"{name}: expected an untargeted goal to go towards {targets} classes; set Targets = 0.");
        using var scope = NewDisposeScope();
        var scores = batch.Model.Scores(batch.AllImages); // (B, K)
        batch.Spend(1);
        var labels = untargeted.Labels;
        var order = AttackLoss.Others(scores, labels).argsort(1, descending: true); // (B, K), the label last
        for (var rank = 0; rank < Math.Min(targets, scores.shape[1] - 1); rank++)
            pass(batch, new Towards(labels, order.select(1, rank)), rank);
    }
}
