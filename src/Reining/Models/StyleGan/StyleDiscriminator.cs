using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// The residual discriminator of StyleGAN2 (Karras et al. 2020): from full size down to 4×4 pixels, then the deviation within groups of
/// samples as one more map, and one score. It sees the condition: images beside the picture, a vector as constant maps or in a product.
/// </summary>
public sealed class StyleDiscriminator : Module
{
    static readonly double Half = Math.Sqrt(0.5);

    readonly StyleGanOptions _options;
    readonly EqualizedConv2d _first;
    readonly List<(EqualizedConv2d Conv, EqualizedConv2d Halving, EqualizedConv2d Skip)> _stages = [];
    readonly EqualizedConv2d _last;
    readonly EqualizedLinear _dense, _score;
    readonly MappingNetwork? _mapping;
    readonly EqualizedLinear? _tile;

    /// <summary>Makes a discriminator.</summary>
    /// <param name="options">Sizes and condition, those of the generator.</param>
    /// <param name="random">Random numbers for the weights.</param>
    public StyleDiscriminator(StyleGanOptions options, Generator random) : base(nameof(StyleDiscriminator))
    {
        _options = options;
        _first = Add("from_rgb", new EqualizedConv2d(3 + options.SeenChannels, options.ChannelsAt(options.Side), 1, random));
        for (var side = options.Side; side > 4; side /= 2)
        {
            var (channels, next) = (options.ChannelsAt(side), options.ChannelsAt(side / 2));
            _stages.Add((Add($"conv{side}", new EqualizedConv2d(channels, channels, 3, random)),
                Add($"half{side}", new EqualizedConv2d(channels, next, 3, random, halves: true, scale: Half)),
                Add($"skip{side}", new EqualizedConv2d(channels, next, 1, random, rectified: false, halves: true, scale: Half))));
        }
        var width = options.ChannelsAt(4);
        _last = Add("conv4", new EqualizedConv2d(width + 1, width, 3, random));
        _dense = Add("dense", new EqualizedLinear(width * 16, width, random, rectified: true));
        var projects = options.Condition == ConditionForm.VectorInMapping;
        _score = Add("score", new EqualizedLinear(width, projects ? options.StyleSize : 1, random));
        if (projects)
            _mapping = Add("mapping", new MappingNetwork(0, options.VectorSize, options.StyleSize, options.MappingLayers, random));
        if (options.Condition == ConditionForm.VectorTiled)
            _tile = Add("tile", new EqualizedLinear(options.VectorSize, options.ConditionChannels, random));
    }

    /// <summary>Scores of pictures without a condition: (N, 3, S, S) to (N).</summary>
    protected override Tensor Compute(Tensor input) => Scores(input);

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) =>
        Shape.Expect(input, nameof(StyleDiscriminator), -1, 3, _options.Side, _options.Side);

    /// <summary>Scores; high is real.</summary>
    /// <param name="pictures">(N, 3, S, S) in [−1, 1].</param>
    /// <param name="condition">As for the generator.</param>
    /// <param name="parts">The batch is so many batches, one behind the other; groups of samples do not mix them.</param>
    /// <returns>(N).</returns>
    public Tensor Scores(Tensor pictures, Tensor? condition = null, int parts = 1)
    {
        CheckInput(pictures);
        var x = _first.forward(Layout.ChannelsLast(Seen(pictures, condition))); // (N, C, S, S)
        foreach (var (conv, halving, skip) in _stages)
            x = halving.forward(conv.forward(x)) + skip.forward(x); // (N, C, H/2, W/2)
        x = _last.forward(WithDeviation(x, _options.StdGroup, parts)); // (N, C, 4, 4)
        var y = _score.forward(_dense.forward(x.flatten(1))); // (N, 1 or w)
        return _mapping is null ? y.squeeze(1) : (y * _mapping.Styles(null, condition)).sum(dim: 1) / Math.Sqrt(_options.StyleSize);
    }

    /// <summary>Picture and condition, one map behind the other.</summary>
    Tensor Seen(Tensor pictures, Tensor? condition)
    {
        var (count, side) = (pictures.shape[0], _options.Side);
        if (_options.Condition != ConditionForm.None && condition is null)
            throw new ArgumentException("StyleDiscriminator: expected a condition, got none; see its options.");
        return _options.Condition switch
        {
            ConditionForm.Images => cat([pictures, condition!], 1),
            ConditionForm.VectorAsStyle => cat([pictures, Maps(condition!)], 1),
            ConditionForm.VectorTiled => cat([pictures, Maps(_tile!.forward(condition!))], 1),
            _ => pictures,
        };

        Tensor Maps(Tensor vector) => vector.view(count, -1, 1, 1).expand(-1, -1, side, side);
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
                $"StyleDiscriminator: expected batches that groups of {group} divide, got {count} samples in {parts} parts; " +
                "change the batch size or StdGroup.");
        var grouped = x.reshape(parts, members, each / members, channels, height, width);
        var variance = (grouped - grouped.mean([1], keepdim: true)).square().mean([1]); // (parts, N/G, C, H, W)
        var deviation = (variance + 1e-8).sqrt().mean([2, 3, 4]); // (parts, N/G)
        var map = deviation.unsqueeze(1).expand(-1, members, -1).reshape(count, 1, 1, 1).expand(-1, -1, height, width);
        return Layout.ChannelsLast(cat([x, map], 1));
    }
}
