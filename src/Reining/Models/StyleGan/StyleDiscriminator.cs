using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// StyleGAN2's discriminator (Karras et al. 2020): its trunk and one score. It sees the condition: images beside the picture, a vector as
/// constant maps or in a product.
/// </summary>
public sealed class StyleDiscriminator : StyleTrunk
{
    readonly StyleGanOptions _options;
    readonly EqualizedLinear _score;
    readonly MappingNetwork? _mapping;
    readonly EqualizedLinear? _tile;

    /// <summary>Makes a discriminator.</summary>
    /// <param name="options">Sizes and condition, those of the generator.</param>
    /// <param name="random">Random numbers for the weights.</param>
    public StyleDiscriminator(StyleGanOptions options, Generator random)
        : base(options, 3 + options.SeenChannels, random, nameof(StyleDiscriminator))
    {
        _options = options;
        var projects = options.Condition == ConditionForm.VectorInMapping;
        _score = Add("score", new EqualizedLinear(options.Features, projects ? options.StyleSize : 1, random));
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
        var y = _score.forward(Features(Seen(pictures, condition), parts)); // (N, 1 or w)
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
}
