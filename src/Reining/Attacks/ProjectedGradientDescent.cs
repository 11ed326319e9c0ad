using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Projected gradient descent (Madry et al. 2018, §2.1; docs/thesis/robust-gmvae.md §5.4): projected steps from random starts. Of an
/// image that stands, the point with the highest loss is kept, where Madry et al. keep the last: more steps then never lower the loss.
/// The defaults are theirs for MNIST, L∞ and ε = 0.3.
/// </summary>
public sealed record ProjectedGradientDescent : BudgetAttack
{
    /// <summary>What it raises.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CrossEntropy;

    /// <summary>Gradient steps.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 40;

    /// <summary>Length of a step over ε.</summary>
    public double RelativeStep { get; init => field = Options.Positive(value, nameof(RelativeStep)); } = 0.01 / 0.3;

    /// <summary>Begins at a random permitted image instead of the image itself.</summary>
    public bool RandomStart { get; init; } = true;

    /// <summary>Searches for images that still stand; more than one only with random starts.</summary>
    public int Restarts { get; init => field = Options.Positive(value, nameof(Restarts)); } = 1;

    /// <summary>Whether an image that broke is left alone. For adversarial training, which wants the highest loss, switch it off: images
    /// that are wrong from the start are then attacked too.</summary>
    public bool LeaveBroken { get; init; } = true;

    /// <summary>Seed of the random starts.</summary>
    public ulong Seed { get; init; } = 1;

    private protected override bool AttacksBroken => !LeaveBroken;

    internal override void Search(AttackBatch batch)
    {
        var random = new ImageRandom(Seed);
        for (var restart = 0; restart < (RandomStart ? Restarts : 1); restart++)
        {
            using var scope = NewDisposeScope();
            using var pass = batch.Fork();
            if (pass.Count == 0)
                return;
            var start = RandomStart ? Starts.InBall(pass, random, restart) : pass.Images;
            ProjectedSteps.Run(
                pass, Loss, Steps, RelativeStep, start, gradient => pass.Threat!.Direction(gradient), LeaveBroken);
        }
    }
}
