using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Boundary attack (Brendel et al. 2018): sees decisions only. A random step on the sphere around the given image, then one towards it;
/// taken if the goal is still reached. Both step lengths follow the share of steps that are.
/// </summary>
public sealed record BoundaryAttack() : DistanceAttack(PerturbationNorm.L2, PerturbationNorm.L2)
{
    const int Every = 10, SphereTries = 100, StepTries = 30;
    const double SphereHigh = 0.5, SphereLow = 0.2, StepHigh = 0.25, StepLow = 0.1;

    /// <summary>Steps, at most.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 25_000;

    /// <summary>First length of the step on the sphere, over the distance.</summary>
    public double SphereStep { get; init => field = Options.Positive(value, nameof(SphereStep)); } = 0.01;

    /// <summary>First length of the step towards the image, over the distance.</summary>
    public double SourceStep { get; init => field = Options.Positive(value, nameof(SourceStep)); } = 0.01;

    /// <summary>By which factor lengths change, above 1.</summary>
    public double Adaptation
    {
        get;
        init => field = value > 1 ? value : throw new ArgumentException($"{nameof(Adaptation)}: expected a value above 1, got {value}.");
    } = 1.5;

    /// <summary>An image whose step towards it is shorter has converged and leaves.</summary>
    public double Converged { get; init => field = Options.NotNegative(value, nameof(Converged)); } = 1e-7;

    /// <summary>Seed of starts and steps.</summary>
    public ulong Seed { get; init; } = 1;

    internal override void Search(AttackBatch batch)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var random = new ImageRandom(Seed);
        var point = DecisionStarts.Find(batch, rows, random, Steps + 1);
        if (batch.Count == 0 || !batch.Offer(ones(batch.Count, @bool, point.Value.device), point.Value))
            return;
        var like = batch.Distances;
        var (sphere, source) = (rows.Add(full_like(like, SphereStep)), rows.Add(full_like(like, SourceStep)));
        var sphereTries = new SuccessShare(rows, like, SphereTries);
        var stepTries = new SuccessShare(rows, like, StepTries);
        for (var step = 1; step <= Steps; step++)
        {
            using var one = NewDisposeScope();
            var (candidate, onSphere) = Propose(batch, point.Value, sphere.Value, source.Value, random, step);
            var broken = batch.Broken(candidate);
            var nearer = Norms.Of(candidate - batch.Images, Norm) < Norms.Of(point.Value - batch.Images, Norm);
            var better = broken.logical_and(nearer);
            point.Replace(better, candidate);
            if (step % Every == 0)
            {
                sphereTries.Add(batch.Broken(onSphere));
                stepTries.Add(broken);
                var change = sphereTries.Factor(SphereLow, SphereHigh, Adaptation);
                sphere.Set(sphere.Value * change);
                source.Set(source.Value * change * stepTries.Factor(StepLow, StepHigh, Adaptation));
            }
            if (!batch.Offer(better, point.Value.alias(), source.Value < Converged))
                return;
        }
    }

    static (Tensor Candidate, Tensor OnSphere) Propose(
        AttackBatch batch, Tensor points, Tensor sphere, Tensor source, ImageRandom random, long stream)
    {
        using var scope = NewDisposeScope();
        var back = batch.Images - points; // (M, C, H, W)
        var distance = Norms.Spread(back, PerturbationNorm.L2); // (M, 1, 1, 1)
        var unit = back / distance;
        var noise = random.Normal(batch.Indices, stream, points);
        noise = Norms.Unit(noise - (noise * unit).sum([1, 2, 3], keepdim: true) * unit, PerturbationNorm.L2);
        var (length, towards) = (sphere.view(-1, 1, 1, 1), source.view(-1, 1, 1, 1));
        var onSphere = (batch.Images + (length * distance * noise - back) / (length.square() + 1).sqrt()).clamp_(0, 1);
        var rest = batch.Images - onSphere;
        var left = Norms.Spread(rest, PerturbationNorm.L2);
        var way = (towards * distance + left - distance).clamp_(min: 0) / left;
        return ((onSphere + way * rest).clamp_(0, 1).MoveToOuterDisposeScope(), onSphere.MoveToOuterDisposeScope());
    }
}
