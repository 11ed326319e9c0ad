namespace Reining.Data;

/// <summary>
/// Endless mini-batches, one shuffled pass (epoch) after another. The order within epoch e is a pure function of (seed, e), so two streams
/// at one <see cref="Position"/> give the same batches for ever. There is no read-ahead: a batch of 100 MNIST digits becomes a tensor in
/// about a tenth of a millisecond, a thousandth of a training step on the CPU.
/// </summary>
public sealed class BatchStream
{
    int[] _order;
    long _orderEpoch;

    /// <summary>Starts at epoch 0, batch 0.</summary>
    /// <param name="count">Examples in the data set.</param>
    /// <param name="batchSize">Examples per batch, 1 to <paramref name="count"/>.</param>
    /// <param name="seed">The run's data seed.</param>
    /// <param name="dropLast">Leave out the examples that do not fill a batch (others in each epoch); else the last batch of an epoch is smaller.</param>
    /// <exception cref="ArgumentException">The batch size is outside its range.</exception>
    public BatchStream(int count, int batchSize, ulong seed, bool dropLast = true)
    {
        if (batchSize < 1 || batchSize > count)
            throw new ArgumentException($"BatchStream: expected a batch size from 1 to the number of examples ({count}), got {batchSize}; choose a smaller batch or more data.");
        (Count, BatchSize, Seed, DropLast) = (count, batchSize, seed, dropLast);
        _order = Permutation.Of(count, seed, 0);
    }

    /// <summary>Examples in the data set.</summary>
    public int Count { get; }

    /// <summary>Examples per batch.</summary>
    public int BatchSize { get; }

    /// <summary>The data seed.</summary>
    public ulong Seed { get; }

    /// <summary>Whether an incomplete last batch is left out.</summary>
    public bool DropLast { get; }

    /// <summary>Batches in each epoch.</summary>
    public int BatchesPerEpoch => DropLast ? Count / BatchSize : (Count + BatchSize - 1) / BatchSize;

    /// <summary>Where the next batch stands.</summary>
    public BatchPosition Position { get; private set; }

    /// <summary>Continues at another place, for example one read from a checkpoint.</summary>
    /// <param name="position">An epoch of at least 0 and a batch below <see cref="BatchesPerEpoch"/>.</param>
    /// <exception cref="ArgumentException">There is no such place; the checkpoint is of another data set or batch size.</exception>
    public void Seek(BatchPosition position)
    {
        if (position.Epoch < 0 || position.Batch < 0 || position.Batch >= BatchesPerEpoch)
            throw new ArgumentException($"BatchStream.Seek: expected an epoch of at least 0 and a batch below {BatchesPerEpoch}, got epoch {position.Epoch}, batch {position.Batch}; the position is of another data set or batch size.");
        Position = position;
    }

    /// <summary>The next batch; goes on to the next epoch by itself.</summary>
    public Batch Next()
    {
        var (epoch, batch) = Position;
        if (_orderEpoch != epoch) (_order, _orderEpoch) = (Permutation.Of(Count, Seed, epoch), epoch);
        var start = batch * BatchSize;
        var indices = _order[start..Math.Min(start + BatchSize, Count)];
        Position = batch + 1 < BatchesPerEpoch ? new BatchPosition(epoch, batch + 1) : new BatchPosition(epoch + 1, 0);
        return new Batch(indices, new BatchPosition(epoch, batch));
    }

    /// <summary>The batches left in the current epoch.</summary>
    public IEnumerable<Batch> Epoch()
    {
        var epoch = Position.Epoch;
        while (Position.Epoch == epoch) yield return Next();
    }
}
