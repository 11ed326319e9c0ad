using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>What an attack found; tensors are owned by the dispose scope of its call.</summary>
/// <param name="Images">(N, C, H, W), in [0, 1].</param>
/// <param name="Succeeded">(N,): the goal is reached by the plain decision on these very images.</param>
/// <param name="Distances">(N,), float64, from the given images, in the attack's norm.</param>
/// <param name="Cost">Queries.</param>
public abstract record AttackResult(Tensor Images, Tensor Succeeded, Tensor Distances, AttackCost Cost)
{
    /// <summary>Share of images on which it succeeded, images that were wrong from the start among them.</summary>
    public double SuccessRate => Share(Succeeded);

    /// <summary>Share of images on which it did not succeed.</summary>
    public double RobustAccuracy => 1 - SuccessRate;

    /// <summary>For models that draw random numbers: in which share of further decisions each image succeeds.</summary>
    /// <param name="model">The attacked one.</param>
    /// <param name="goal">The attack's.</param>
    /// <param name="calls">Decisions on each image, at least 1.</param>
    /// <returns>(N,), float64. Its mean is the expected success rate; the share of ones and that of numbers above 0 bound it.</returns>
    public Tensor JudgeAgain(AttackedModel model, AttackGoal goal, int calls)
    {
        Options.Positive(calls, nameof(calls));
        using var scope = NewDisposeScope();
        var sum = zeros_like(Distances);
        for (var i = 0; i < calls; i++)
            sum = sum + goal.Reached(model.Decide(Images)).to(float64);
        return (sum / calls).MoveToOuterDisposeScope();
    }

    private protected static double Share(Tensor truth)
    {
        using var scope = NewDisposeScope();
        return truth.to(float64).mean().item<double>();
    }
}
