using Reining.Display;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// The statistics of batch normalization as plain means over training batches. The running averages that training leaves describe nets of
/// some steps ago, which after a short training are other nets.
/// </summary>
static class BatchStatistics
{
    /// <summary>The layers that have statistics.</summary>
    public static BatchNorm2d[] Layers(nn.Module net) => [.. net.modules().Prepend(net).OfType<BatchNorm2d>().Distinct()];

    /// <summary>Replaces the statistics of layers.</summary>
    /// <param name="layers">The layers; the nets they are in must be in training mode.</param>
    /// <param name="batches">How many batches, above 0.</param>
    /// <param name="pass">The forward pass of a batch, counted from 0, without gradient.</param>
    public static void Estimate(IReadOnlyList<BatchNorm2d> layers, int batches, Action<int> pass)
    {
        if (layers.Count == 0)
            return;
        using var noGrad = no_grad();
        foreach (var layer in layers)
            layer.BeginEstimate();
        try
        {
            for (var i = 0; i < batches; i++)
            {
                NotebookCell.Token.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                pass(i);
            }
        }
        finally
        {
            foreach (var layer in layers)
                layer.EndEstimate();
        }
    }
}
