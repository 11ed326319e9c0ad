using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// The generator of StyleGAN2 (Karras et al. 2020): a learned constant of 4×4 pixels grows by styled convolutions, and each size adds its
/// part to the picture, which is doubled on the way. Conditioned as GIF (Ghosh et al. 2020) or by a vector: <see cref="ConditionForm"/>.
/// </summary>
/// <remarks>
/// As GIF's: one style for all layers, no noise. Differences from it: latents are drawn anew instead of from a table, and condition images
/// are made smaller by area means (<see cref="StyleGanOptions.SmoothCondition"/>). Pictures are in [−1, 1], but not cut there.
/// </remarks>
public sealed class StyleGenerator : Module
{
    const double AverageDecay = 0.995;

    readonly StyleGanOptions _options;
    readonly MappingNetwork? _mapping;
    readonly EqualizedLinear? _tile;
    readonly Parameter _constant;
    readonly List<(StyledConv? First, StyledConv Second, ToRgb Rgb)> _stages = [];
    readonly Tensor _average;
    readonly Resampling _resampling;

    /// <summary>Makes a generator.</summary>
    /// <param name="options">Sizes and condition.</param>
    /// <param name="random">Random numbers for the weights.</param>
    public StyleGenerator(StyleGanOptions options, Generator random) : base(nameof(StyleGenerator))
    {
        _options = options;
        var (styles, maps) = (options.StyleSize, options.MapChannels);
        if (options.Condition == ConditionForm.VectorAsStyle)
        {
            if (options.VectorSize + options.LatentSize != styles)
                throw new ArgumentException(
                    $"StyleGenerator: expected styles of vector and latent together, {options.VectorSize} + {options.LatentSize}, " +
                    $"got {styles}; change LatentSize or StyleSize.");
        }
        else
        {
            if (options.MappingLayers == 0 && options.LatentSize != styles)
                throw new ArgumentException(
                    $"StyleGenerator: expected latents as long as styles, {styles}, where no layer maps them, got {options.LatentSize}; " +
                    "change LatentSize or MappingLayers.");
            var vector = options.Condition == ConditionForm.VectorInMapping ? options.VectorSize : 0;
            _mapping = Add("mapping", new MappingNetwork(options.LatentSize, vector, styles, options.MappingLayers, random));
        }
        if (options.Condition == ConditionForm.VectorTiled)
            _tile = Add("tile", new EqualizedLinear(options.VectorSize, maps, random));
        _constant = AddParameter("constant", randn([options.ChannelsAt(4), 4, 4], generator: random));
        _average = AddBuffer("style_average", zeros(styles));
        _resampling = Add("resampling", new Resampling(3));
        foreach (var side in options.Sides)
        {
            var (before, channels) = (options.ChannelsAt(Math.Max(4, side / 2)), options.ChannelsAt(side));
            var first = side == 4 ? null : Add($"double{side}", new StyledConv(before, channels, styles, maps, doubles: true, random));
            _stages.Add((first, Add($"conv{side}", new StyledConv(channels, channels, styles, maps, doubles: false, random)),
                Add($"rgb{side}", new ToRgb(channels, styles, random))));
        }
    }

    /// <summary>How it is made.</summary>
    public StyleGanOptions Options => _options;

    /// <summary>Layers that take a style: their number is what path lengths are averaged over.</summary>
    public int StyledLayers => _stages.Sum(s => s.First is null ? 2 : 3);

    /// <summary>Pictures of latents, without a condition: (N, z) to (N, 3, S, S).</summary>
    protected override Tensor Compute(Tensor input) => Generate(input);

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(StyleGenerator), -1, _options.LatentSize);

    /// <summary>Pictures of latents and conditions.</summary>
    /// <param name="latents">(N, z), standard normal.</param>
    /// <param name="condition">Images (N, k, S, S) in [−1, 1], or vectors (N, c) of unit deviation; null for none.</param>
    /// <param name="truncation">Styles are pulled towards their average; 1 leaves them, 0 gives the average.</param>
    /// <returns>(N, 3, S, S).</returns>
    public Tensor Generate(Tensor latents, Tensor? condition = null, double truncation = 1)
    {
        var styles = Styles(latents, condition);
        if (truncation != 1)
            styles = _average + (styles - _average) * truncation;
        return Synthesize(styles, condition);
    }

    /// <summary>Styles (N, w) of latents (N, z), and of the condition if it is a vector; in training their average follows.</summary>
    public Tensor Styles(Tensor latents, Tensor? condition = null)
    {
        CheckInput(latents);
        CheckCondition(latents.shape[0], condition);
        var vector = _options.Condition == ConditionForm.VectorInMapping ? condition : null;
        var styles = _mapping?.Styles(latents, vector) ?? cat([condition!, latents], 1); // (N, w)
        if (training)
        {
            using var noGrad = no_grad();
            using var mean = styles.detach().mean([0]);
            _average.lerp_(mean, 1 - AverageDecay);
        }
        return styles;
    }

    /// <summary>Pictures of styles.</summary>
    /// <param name="styles">(N, w), or (N, layers, w) for a style of its own for each of <see cref="StyledLayers"/>.</param>
    /// <param name="condition">As for <see cref="Generate"/>.</param>
    /// <returns>(N, 3, S, S).</returns>
    public Tensor Synthesize(Tensor styles, Tensor? condition = null)
    {
        var (count, layer) = (styles.shape[0], 0);
        CheckCondition(count, condition);
        var maps = Maps(condition);
        var constant = _constant.permute(1, 2, 0).contiguous().permute(2, 0, 1); // channels innermost
        var x = constant.unsqueeze(0).expand(count, -1, -1, -1); // (N, C, 4, 4)
        Tensor? picture = null;
        foreach (var ((first, second, rgb), map) in _stages.Zip(maps))
        {
            if (first is not null)
                x = first.Apply(x, Next(), map); // (N, C, 2H, 2W)
            x = second.Apply(x, Next(), map);
            var part = rgb.Apply(x, Next()); // (N, 3, H, W)
            picture = picture is null ? part : part + _resampling.forward(picture);
        }
        return picture!;

        Tensor Next() => styles.ndim == 2 ? styles : styles.select(1, layer++);
    }

    /// <summary>What the last layer gets from condition images (N, k, S, S): (N, C, S, S).</summary>
    internal Tensor LastPath(Tensor condition) => _stages[^1].Second.Path(condition);

    /// <summary>What the layers of a size get of condition images.</summary>
    internal Tensor ConditionAt(int side, Tensor condition) => Maps(condition).ElementAt(int.Log2(side) - 2)!;

    /// <summary>The condition at the size of each stage, smallest first; nulls where there is none.</summary>
    IEnumerable<Tensor?> Maps(Tensor? condition)
    {
        if (_options.MapChannels == 0)
            return _stages.Select(_ => (Tensor?)null);
        if (_tile is not null)
        {
            var tile = _tile.forward(condition!); // (N, k)
            return _options.Sides.Select(side => (Tensor?)Layout.ChannelsLast(
                tile.view(tile.shape[0], -1, 1, 1).expand(-1, -1, side, side)));
        }
        var full = Layout.ChannelsLast(condition!);
        return _options.Sides.Select(side => side == _options.Side ? full : _options.SmoothCondition
            ? F.avg_pool2d(full, _options.Side / side)
            : F.interpolate(full, [side, side], mode: InterpolationMode.Bilinear, align_corners: false)).ToList();
    }

    void CheckCondition(long count, Tensor? condition)
    {
        var none = _options.Condition == ConditionForm.None;
        if (none != condition is null)
            throw new ArgumentException(
                $"StyleGenerator: expected {(none ? "no condition" : "a condition")}, got {(none ? "one" : "none")}; see its options.");
        if (_options.HasVector)
            Shape.Expect(condition!, "StyleGenerator's condition", count, _options.VectorSize);
        else if (condition is not null)
            Shape.Expect(condition, "StyleGenerator's condition", count, _options.ConditionChannels, _options.Side, _options.Side);
    }
}
