using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>Memory layouts of image tensors.</summary>
public static class Layout
{
    /// <summary>
    /// The same tensor (N, C, H, W) with channels innermost in memory. Convolutions and batch normalization keep that layout and are faster
    /// in it: batch normalization about twice, a transposed convolution to few channels 1.6 to 2 times (docs/performance.md).
    /// </summary>
    public static Tensor ChannelsLast(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
