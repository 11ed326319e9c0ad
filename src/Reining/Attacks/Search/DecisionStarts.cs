using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Images that reach the goal, for attacks that see decisions only: the given ones, or uniform noise blended in as little as
/// needed.</summary>
static class DecisionStarts
{
    /// <summary>Draws before an image is given up.</summary>
    const int Draws = 1000;

    /// <summary>Shares of noise that are tried.</summary>
    const int Levels = 50;

    /// <summary>The starts, (M, C, H, W), in rows; images without one leave.</summary>
    public static RowTensor Find(AttackBatch batch, RowTensors rows, ImageRandom random, long stream)
    {
        using var scope = NewDisposeScope();
        var start = rows.Add(batch.Starts is null ? batch.Images.clone() : batch.StartsOf(batch.Starts));
        var open = batch.Starts is null ? arange(batch.Count, device: batch.Rows.device)
            : batch.Broken(start.Value).logical_not().nonzero().squeeze(1); // rows without a start
        var noisy = open;
        for (var draw = 0; draw < Draws && open.shape[0] > 0; draw++)
        {
            var own = open.Longs().Select(i => batch.IndexAt(i)).ToArray();
            var noise = random.Uniform(own, stream + draw, batch.Images.index_select(0, open));
            var broken = batch.BrokenOf(open, noise);
            start.Value.index_copy_(0, open, noise); // the last ones stay without
            open = open.index_select(0, broken.logical_not().nonzero().squeeze(1));
        }
        Blend(batch, start, noisy, open);
        var failed = zeros(batch.Count, @bool, batch.Rows.device);
        failed.index_fill_(0, open, true);
        batch.Leave(failed);
        return start;
    }

    static void Blend(AttackBatch batch, RowTensor start, Tensor noisy, Tensor failed)
    {
        var todo = zeros(batch.Count, @bool, batch.Rows.device);
        todo.index_fill_(0, noisy, true);
        todo.index_fill_(0, failed, false);
        var rows = todo.nonzero().squeeze(1);
        for (var level = 1; level < Levels && rows.shape[0] > 0; level++)
        {
            var share = level / (double)Levels;
            var blended = (1 - share) * batch.Images.index_select(0, rows) + share * start.Value.index_select(0, rows);
            var broken = batch.BrokenOf(rows, blended);
            var found = broken.nonzero().squeeze(1);
            start.Value.index_copy_(0, rows.index_select(0, found), blended.index_select(0, found));
            rows = rows.index_select(0, broken.logical_not().nonzero().squeeze(1));
        }
    }
}
