using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// Images twice or half as large by the filter [1, 3, 3, 1] along rows and columns, zero outside (Karras et al. 2020, appendix B): twice
/// as large is bilinear, and a constant stays that constant away from the border.
/// </summary>
public sealed class Resampling : Module
{
    const int Taps = 4;

    readonly long _channels;
    readonly Tensor _filter; // (channels, 1, 4, 4), sums to 1

    /// <summary>Makes the filter.</summary>
    /// <param name="channels">Channels of the images.</param>
    public Resampling(long channels) : base(nameof(Resampling))
    {
        _channels = Options.Positive(channels, nameof(channels));
        var line = tensor(new float[] { 1, 3, 3, 1 });
        _filter = AddBuffer("filter", zeros(channels, 1, Taps, Taps) + line.outer(line) / 64);
    }

    /// <summary>Twice as large.</summary>
    /// <param name="input">Images (N, C, H, W).</param>
    /// <returns>(N, C, 2H, 2W).</returns>
    protected override Tensor Compute(Tensor input) =>
        F.conv_transpose2d(input, _filter * 4, strides: [2, 2], padding: [1, 1], groups: _channels);

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(Resampling), -1, _channels, -1, -1);

    /// <summary>Half as large: (N, C, H, W) to (N, C, H/2, W/2).</summary>
    public Tensor Half(Tensor input) => F.conv2d(input, _filter, strides: [2, 2], padding: [1, 1], groups: _channels);

    /// <summary>Filtered for a convolution with stride 2 and kernel 3 that follows: (N, C, H, W) to (N, C, H + 1, W + 1).</summary>
    internal Tensor Smooth(Tensor input) => F.conv2d(input, _filter, padding: [2, 2], groups: _channels);

    /// <summary>Filtered after a transposed convolution with stride 2 and kernel 3: (N, C, 2H + 1, 2W + 1) to (N, C, 2H, 2W).</summary>
    internal Tensor AfterTransposed(Tensor input) => F.conv2d(input, _filter * 4, padding: [1, 1], groups: _channels);
}
