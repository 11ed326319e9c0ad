using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// HopSkipJump (Chen et al. 2020, Algorithm 2): sees decisions only. From a point on the boundary of decisions it estimates the boundary's
/// direction by random probes, steps along it, and goes back to the boundary by bisection.
/// </summary>
public sealed record HopSkipJump : DistanceAttack
{
    const double FirstProbe = 0.1, Safe = 1e-8;
    const int MostHalvings = 60;

    /// <summary>With the usual constants.</summary>
    /// <param name="norm">L2 or L∞.</param>
    public HopSkipJump(PerturbationNorm norm = PerturbationNorm.L2)
        : base(norm, PerturbationNorm.L2, PerturbationNorm.LInfinity)
    {
    }

    /// <summary>Steps along the boundary.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 64;

    /// <summary>Probes in the first step; in step t √t times as many.</summary>
    public int Probes { get; init => field = Options.Positive(value, nameof(Probes)); } = 100;

    /// <summary>Probes in a step, at most.</summary>
    public int MostProbes { get; init => field = Options.Positive(value, nameof(MostProbes)); } = 10_000;

    /// <summary>γ: how near the bisection comes, over d√d in L2 and d² in L∞.</summary>
    public double Nearness { get; init => field = Options.Positive(value, nameof(Nearness)); } = 1;

    /// <summary>Seed of starts and probes.</summary>
    public ulong Seed { get; init; } = 1;

    internal override void Search(AttackBatch batch)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var random = new ImageRandom(Seed);
        var point = DecisionStarts.Find(batch, rows, random, Steps);
        if (batch.Count == 0)
            return;
        Bisect(batch, point);
        if (!batch.Offer(ones(batch.Count, @bool, point.Value.device), point.Value))
            return;
        var size = batch.Images[0].numel();
        for (var step = 0; step < Steps; step++)
        {
            using var one = NewDisposeScope();
            var distances = Norms.Of(point.Value - batch.Images, Norm); // (M,)
            var probe = step == 0 ? full_like(distances, FirstProbe) : distances * (Nearness / size);
            var count = (int)Math.Min(Probes * Math.Sqrt(step + 1), MostProbes);
            var direction = Estimate(batch, point.Value, probe, count, random, step);
            Jump(batch, point, Norm == PerturbationNorm.L2 ? direction : direction.sign(), distances / Math.Sqrt(step + 1));
            Bisect(batch, point);
            if (!batch.Offer(ones(batch.Count, @bool, point.Value.device), point.Value))
                return;
        }
    }

    /// <summary>The boundary's direction at each point, of length 1: probes weighted by their votes, less the votes' mean.</summary>
    Tensor Estimate(AttackBatch batch, Tensor points, Tensor probe, int count, ImageRandom random, int step)
    {
        using var scope = NewDisposeScope();
        var result = zeros_like(points);
        for (var i = 0L; i < batch.Count; i++)
        {
            using var one = NewDisposeScope();
            var x = points.narrow(0, i, 1); // (1, C, H, W)
            var like = x.unsqueeze(0).expand(1, count, -1, -1, -1);
            var noise = (Norm == PerturbationNorm.L2
                ? random.Normal([batch.IndexAt(i)], step, like) : random.Uniform([batch.IndexAt(i)], step, like) * 2 - 1).squeeze(0);
            var probed = (x + probe[i] * Norms.Unit(noise, PerturbationNorm.L2)).clamp_(0, 1); // (P, C, H, W)
            var votes = batch.BrokenOf(full([count], i, int64, points.device), probed).to(points.dtype) * 2 - 1; // (P,)
            var mean = votes.mean();
            var weights = where(mean.abs() == 1, votes, votes - mean).view(-1, 1, 1, 1);
            result.narrow(0, i, 1).copy_((weights * ((probed - x) / (probe[i] + Safe))).mean([0L], keepdim: true));
        }
        return Norms.Unit(result, PerturbationNorm.L2).MoveToOuterDisposeScope();
    }

    /// <summary>Steps as long as possible that stay on the goal's side, halved until they do.</summary>
    static void Jump(AttackBatch batch, RowTensor point, Tensor direction, Tensor lengths)
    {
        using var scope = NewDisposeScope();
        var open = arange(batch.Count, device: lengths.device);
        for (var halving = 0; halving < MostHalvings && open.shape[0] > 0; halving++)
        {
            using var one = NewDisposeScope();
            var proposals = (point.Value.index_select(0, open) + lengths.index_select(0, open).view(-1, 1, 1, 1) *
                Math.Pow(0.5, halving) * direction.index_select(0, open)).clamp_(0, 1);
            var broken = batch.BrokenOf(open, proposals);
            var done = broken.nonzero().squeeze(1);
            point.Value.index_copy_(0, open.index_select(0, done), proposals.index_select(0, done));
            open = open.index_select(0, broken.logical_not().nonzero().squeeze(1)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Goes back towards the given images as far as the goal is still reached.</summary>
    void Bisect(AttackBatch batch, RowTensor point)
    {
        using var scope = NewDisposeScope();
        var size = batch.Images[0].numel();
        var far = Norm == PerturbationNorm.L2 ? ones([batch.Count, 1, 1, 1], point.Value.dtype, point.Value.device)
            : Norms.Spread(point.Value - batch.Images, Norm);
        var (high, low) = (far.clone(), zeros_like(far));
        for (var i = 0; i < Bisections(size); i++)
        {
            using var one = NewDisposeScope();
            var middle = (low + high) / 2;
            var broken = batch.Broken(Between(middle)).view(-1, 1, 1, 1);
            high.copy_(where(broken, middle, high));
            low.copy_(where(broken, low, middle));
        }
        point.Set(Between(high));

        Tensor Between(Tensor share) => Norm == PerturbationNorm.L2 ? batch.Images + share * (point.Value - batch.Images)
            : point.Value.clamp(batch.Images - share, batch.Images + share);
    }

    /// <summary>Halvings until the interval is short enough.</summary>
    internal int Bisections(long size) => (int)Math.Ceiling(
        Math.Log2((Norm == PerturbationNorm.L2 ? size * Math.Sqrt(size) : (double)size * size) / Nearness));
}
