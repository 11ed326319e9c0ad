namespace Reining.Attacks;

/// <summary>A control, no attack: images are blended with medium gray, more and more, until the goal is reached.</summary>
public sealed record ContrastReduction : DistanceAttack
{
    /// <summary>Distances in a norm.</summary>
    /// <param name="norm">L2 or L∞.</param>
    public ContrastReduction(PerturbationNorm norm = PerturbationNorm.L2)
        : base(norm, PerturbationNorm.L2, PerturbationNorm.LInfinity)
    {
    }

    /// <summary>Blends that are tried, the last one all gray.</summary>
    public int Levels { get; init => field = Options.Positive(value, nameof(Levels)); } = 100;

    internal override void Search(AttackBatch batch)
    {
        const double Gray = 0.5;
        FirstOf.Search(batch, Levels, (images, level) => images + (Gray - images) * ((level + 1) / (double)Levels));
    }
}
