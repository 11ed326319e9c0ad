using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Decoupled direction and norm, DDN (Rony et al. 2019, Algorithm 1): steps along the gradient on a sphere that shrinks after every
/// success and grows otherwise. A cheap smallest change in L2.
/// </summary>
public sealed record DecoupledDirectionNorm() : DistanceAttack(PerturbationNorm.L2, PerturbationNorm.L2)
{
    const double FirstStep = 1, LastStep = 0.01;

    /// <summary>What it raises.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CrossEntropy;

    /// <summary>Gradient steps; their length falls from 1 to 0.01 along a cosine.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 100;

    /// <summary>The first radius.</summary>
    public double InitialRadius { get; init => field = Options.Positive(value, nameof(InitialRadius)); } = 1;

    /// <summary>By which share the radius changes, γ.</summary>
    public double Rate { get; init => field = Options.Between(value, 0, 1, nameof(Rate)); } = 0.05;

    /// <summary>Seed of the directions where there is no gradient.</summary>
    public ulong Seed { get; init; } = 1;

    internal override void Search(AttackBatch batch)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var random = new ImageRandom(Seed);
        var point = rows.Add(batch.Images.clone());
        var furthest = rows.Add(Norms.Of(maximum(batch.Images, 1 - batch.Images), Norm));
        var radius = rows.Add(full_like(furthest.Value, InitialRadius));
        for (var step = 0; step <= Steps; step++)
        {
            using var one = NewDisposeScope();
            var here = point.Value.alias();
            var scores = default(Tensor);
            var gradient = default(Tensor);
            if (step < Steps)
                (_, gradient, scores) = batch.Gradient(Loss, here);
            var broken = batch.Broken(here, scores);
            if (gradient is not null)
                Step(gradient, broken, step);
            if (!batch.Offer(broken, here))
                return;
        }

        void Step(Tensor gradient, Tensor broken, int step)
        {
            var none = (gradient == 0).flatten(1).all(1);
            if (none.any().item<bool>())
                gradient = where(RowTensor.Spread(none, gradient), random.Normal(batch.Indices, step, gradient), gradient);
            var length = LastStep + (FirstStep - LastStep) * (1 + Math.Cos(Math.PI * step / Steps)) / 2;
            var change = point.Value - batch.Images + length * Norms.Unit(gradient, Norm);
            radius.Set(minimum(where(broken, radius.Value * (1 - Rate), radius.Value * (1 + Rate)), furthest.Value));
            point.Set((batch.Images + radius.Value.view(-1, 1, 1, 1) * Norms.Unit(change, Norm)).clamp_(0, 1));
        }
    }
}
