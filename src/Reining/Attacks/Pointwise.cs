using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Pointwise attack (Schott et al. 2019): sees decisions only. It starts at the nearest, in L2, of many images with salt-and-pepper
/// noise that reach the goal. Values are set back to the given image's, one at a time in random order, as long as the goal is still
/// reached; until none can be.
/// </summary>
public sealed record Pointwise() : DistanceAttack(PerturbationNorm.L0, PerturbationNorm.L0)
{
    const int Levels = 100;

    /// <summary>Draws of noise for the start, each with rising density; the nearest that reaches the goal is taken.</summary>
    public int Draws { get; init => field = Options.Positive(value, nameof(Draws)); } = 100;

    /// <summary>Rounds over all changed values, at most.</summary>
    public int Rounds { get; init => field = Options.Positive(value, nameof(Rounds)); } = 100;

    /// <summary>Seed of noise and order.</summary>
    public ulong Seed { get; init; } = 1;

    internal override void Search(AttackBatch batch)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var random = new ImageRandom(Seed);
        var point = rows.Add(batch.Starts is null ? batch.Images.clone() : batch.StartsOf(batch.Starts));
        // How far an image's start is, in L2; 0 where it was given.
        var far = rows.Add(zeros_like(batch.Distances).masked_fill(batch.Broken(point.Value).logical_not(), double.PositiveInfinity));
        for (var draw = 0; draw < Draws; draw++)
            AddNoise(batch, point, far, random, draw);
        if (!batch.Leave(far.Value == double.PositiveInfinity) || !batch.Offer(ones(batch.Count, @bool, point.Value.device), point.Value))
            return;
        for (var round = 0; round < Rounds; round++)
        {
            using var one = NewDisposeScope();
            var same = point.Value.clone();
            SetBack(batch, point, random, Draws + round);
            var stuck = (same == point.Value).flatten(1).all(1);
            if (!batch.Offer(ones_like(stuck), point.Value.alias(), stuck))
                return;
        }
    }

    /// <summary>Salt and pepper of rising density, until the goal is reached or the image's best start is as near.</summary>
    static void AddNoise(AttackBatch batch, RowTensor point, RowTensor best, ImageRandom random, int draw)
    {
        using var scope = NewDisposeScope();
        var noise = random.Uniform(batch.Indices, draw, batch.Images); // which values, and which of the two
        var open = arange(batch.Count, device: noise.device);
        for (var level = 1; level <= Levels; level++)
        {
            using var one = NewDisposeScope();
            var (share, own) = (level / (double)Levels / 2, noise.index_select(0, open));
            var images = batch.Images.index_select(0, open);
            var noisy = where(own < share, zeros_like(own), where(own >= 1 - share, ones_like(own), images));
            var distances = Norms.Of(noisy - images, PerturbationNorm.L2); // rises with the level
            var nearer = (distances < best.Value.index_select(0, open)).nonzero().squeeze(1);
            if (nearer.shape[0] == 0)
                return;
            (open, noisy, distances) = (open.index_select(0, nearer), noisy.index_select(0, nearer), distances.index_select(0, nearer));
            var broken = batch.BrokenOf(open, noisy);
            var found = broken.nonzero().squeeze(1);
            var rows = open.index_select(0, found);
            point.Value.index_copy_(0, rows, noisy.index_select(0, found));
            best.Value.index_copy_(0, rows, distances.index_select(0, found));
            open = open.index_select(0, broken.logical_not().nonzero().squeeze(1)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Tries every changed value once, in an order of each image's own.</summary>
    static void SetBack(AttackBatch batch, RowTensor point, ImageRandom random, long stream)
    {
        using var scope = NewDisposeScope();
        var (flat, clean) = (point.Value.flatten(1), batch.Images.flatten(1)); // (M, D), a view
        var changed = flat != clean;
        var keys = random.Uniform(batch.Indices, stream, flat).masked_fill(changed.logical_not(), 2);
        var order = keys.argsort(1); // changed values first
        var counts = changed.sum(dim: 1);
        var most = counts.max().item<long>();
        for (var i = 0L; i < most; i++)
        {
            using var one = NewDisposeScope();
            var rows = (counts > i).nonzero().squeeze(1);
            var place = order.index_select(0, rows).select(1, i).unsqueeze(1); // (P, 1)
            var current = flat.index_select(0, rows);
            var tried = current.scatter(1, place, clean.index_select(0, rows).gather(1, place));
            var broken = batch.BrokenOf(rows, tried.view(-1, batch.Images.shape[1], batch.Images.shape[2], batch.Images.shape[3]));
            flat.index_copy_(0, rows, where(broken.unsqueeze(1), tried, current));
        }
    }
}
