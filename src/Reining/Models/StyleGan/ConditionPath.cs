using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// GIF's path h from condition images to one layer: three 3×3 convolutions k → 2k → 4k → C, rectified between, which begins near zero
/// (gif-conditional.md §2.3). What reaches a pixel depends on 7×7 pixels of the condition around it, and on nothing else.
/// </summary>
sealed class ConditionPath : Module
{
    const double Deviation = 0.01, Bias = 1e-4;
    static readonly long[] Padding = [1, 1];

    readonly Parameter[] _weights, _biases;

    /// <summary>Makes the path.</summary>
    /// <param name="inputs">Channels k of the condition.</param>
    /// <param name="outputs">Channels of the layer.</param>
    /// <param name="random">Random numbers for the weights.</param>
    public ConditionPath(int inputs, int outputs, Generator random) : base(nameof(ConditionPath))
    {
        int[] channels = [inputs, 2 * inputs, 4 * inputs, outputs];
        _weights = [.. Enumerable.Range(0, 3).Select(i => AddParameter(
            $"conv{i}_weight", randn([channels[i + 1], channels[i], 3, 3], generator: random) * Deviation))];
        _biases = [.. Enumerable.Range(0, 3).Select(i => AddParameter($"conv{i}_bias", full(channels[i + 1], Bias)))];
    }

    /// <summary>Maps (N, k, H, W) to (N, C, H, W).</summary>
    protected override Tensor Compute(Tensor input) => Scaled(input, 1, null);

    /// <summary>The same plus a bias (C), and both times a gain: without another pass over the images.</summary>
    public Tensor Scaled(Tensor input, double gain, Tensor? bias)
    {
        var h = F.relu(F.conv2d(input, _weights[0], _biases[0], padding: Padding), inplace: true); // (N, 2k, H, W)
        h = F.relu(F.conv2d(h, _weights[1], _biases[1], padding: Padding), inplace: true); // (N, 4k, H, W)
        var last = bias is null ? _biases[2] : _biases[2] + bias;
        return F.conv2d(h, _weights[2] * gain, last * gain, padding: Padding); // (N, C, H, W)
    }
}
