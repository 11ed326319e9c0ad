using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>The tensors of one attack's search, a row for each image still under attack; images that leave take their rows along.</summary>
sealed class RowTensors : IDisposable
{
    readonly List<RowTensor> _all = [];

    /// <summary>Takes a tensor over from the current scope.</summary>
    public RowTensor Add(Tensor start)
    {
        var row = new RowTensor(start);
        _all.Add(row);
        return row;
    }

    /// <summary>Drops all rows but the given ones, (M,).</summary>
    public void Keep(Tensor rows)
    {
        foreach (var row in _all)
            row.Set(row.Value.index_select(0, rows));
    }

    public void Dispose()
    {
        foreach (var row in _all)
            row.Value.Dispose();
        _all.Clear();
    }
}
