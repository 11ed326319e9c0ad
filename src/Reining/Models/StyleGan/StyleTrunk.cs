using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// All of StyleGAN2's residual discriminator (Karras et al. 2020) but the score: images (N, C, S, S) from full size down to 4×4 pixels,
/// then the deviation within groups of samples as one more map, and a layer of features (N, h).
/// </summary>
public class StyleTrunk : Module
{
    static readonly double Half = Math.Sqrt(0.5);

    readonly StyleGanOptions _options;
    readonly int _channels;
    readonly EqualizedConv2d _first;
    readonly List<(EqualizedConv2d Conv, EqualizedConv2d Halving, EqualizedConv2d Skip)> _stages = [];
    readonly EqualizedConv2d _last;
    readonly EqualizedLinear _dense;

    /// <summary>Makes a trunk.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="channels">C.</param>
    /// <param name="random">Random numbers for the weights.</param>
    public StyleTrunk(StyleGanOptions options, int channels, Generator random) : this(options, channels, random, nameof(StyleTrunk))
    {
    }

    private protected StyleTrunk(StyleGanOptions options, int channels, Generator random, string name) : base(name)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _channels) = (options, channels);
        _first = Add("from_rgb", new EqualizedConv2d(channels, options.ChannelsAt(options.Side), 1, random));
        for (var side = options.Side; side > 4; side /= 2)
        {
            var (wide, next) = (options.ChannelsAt(side), options.ChannelsAt(side / 2));
            _stages.Add((Add($"conv{side}", new EqualizedConv2d(wide, wide, 3, random)),
                Add($"half{side}", new EqualizedConv2d(wide, next, 3, random, halves: true, scale: Half)),
                Add($"skip{side}", new EqualizedConv2d(wide, next, 1, random, rectified: false, halves: true, scale: Half))));
        }
        _last = Add("conv4", new EqualizedConv2d(options.Features + 1, options.Features, 3, random));
        _dense = Add("dense", new EqualizedLinear(options.Features * 16, options.Features, random, rectified: true));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, GetName(), -1, _channels, _options.Side, _options.Side);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Features(input);

    /// <summary>Features of images.</summary>
    /// <param name="images">(N, C, S, S) in [−1, 1].</param>
    /// <param name="parts">The batch is so many batches, one behind the other; groups of samples do not mix them.</param>
    /// <returns>(N, h).</returns>
    private protected Tensor Features(Tensor images, int parts = 1)
    {
        var x = _first.forward(Layout.ChannelsLast(images)); // (N, C, S, S)
        foreach (var (conv, halving, skip) in _stages)
            x = halving.forward(conv.forward(x)) + skip.forward(x); // (N, C, H/2, W/2)
        x = _last.forward(WithDeviation(x, _options.StdGroup, parts)); // (N, C, 4, 4)
        return _dense.forward(x.flatten(1));
    }

    /// <summary>
    /// One map more (Karras et al. 2018, §3): the deviation over the members of a group, n, n + N/G, n + 2N/G …, averaged over everything.
    /// </summary>
    /// <param name="x">(N, C, H, W).</param>
    /// <param name="group">Members G of a group; all samples if there are fewer.</param>
    /// <param name="parts">How many batches.</param>
    /// <returns>(N, C + 1, H, W).</returns>
    internal static Tensor WithDeviation(Tensor x, int group, int parts)
    {
        var (count, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var each = count / parts;
        var members = Math.Min(group, each);
        if (count % parts != 0 || each % members != 0)
            throw new ArgumentException(
                $"{nameof(StyleTrunk)}: expected batches that groups of {group} divide, got {count} samples in {parts} parts; " +
                "change the batch size or StdGroup.");
        var grouped = x.reshape(parts, members, each / members, channels, height, width);
        var variance = (grouped - grouped.mean([1], keepdim: true)).square().mean([1]); // (parts, N/G, C, H, W)
        var deviation = (variance + 1e-8).sqrt().mean([2, 3, 4]); // (parts, N/G)
        var map = deviation.unsqueeze(1).expand(-1, members, -1).reshape(count, 1, 1, 1).expand(-1, -1, height, width);
        return Layout.ChannelsLast(cat([x, map], 1));
    }
}
