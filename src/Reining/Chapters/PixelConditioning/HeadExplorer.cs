using Reining.Images;
using Reining.Models;
using Reining.Training;
using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// A generator of heads that follows the hand: a value for each factor of the world (<see cref="HeadFactors"/>) and for the style gives the
/// condition images, the generator's picture, and a photo of the same head as the world has it.
/// </summary>
public sealed class HeadExplorer : IExplorable
{
    const string Style = "style", Seed = "style seed", Strength = "style strength";
    const int Seeds = 999;

    readonly StyleGenerator _generator;
    readonly ConditioningModel _model;
    readonly ConditioningData _data;
    readonly HeadRenderer _renderer;
    readonly float[] _condition, _photo;

    /// <summary>Makes an explorer, which owns the generator.</summary>
    /// <param name="generator">A generator of the profile's size, on the processor.</param>
    /// <param name="model">How it is conditioned.</param>
    /// <param name="profile">Sizes.</param>
    /// <param name="title">What it is.</param>
    /// <param name="origin">Where its weights come from.</param>
    public HeadExplorer(StyleGenerator generator, ConditioningModel model, ConditioningProfile profile, string title, string origin)
    {
        var side = profile.Net.Side;
        (_generator, _model, _data, Title, Origin) = (generator, model, new ConditioningData(profile), title, origin);
        _generator.eval();
        _renderer = new HeadRenderer(side);
        (_condition, _photo) = (new float[HeadRenderer.ConditionChannels * side * side], new float[3 * side * side]);
    }

    /// <summary>The chapter's generators.</summary>
    internal static ChapterExplorer Models { get; } = new([.. ConditioningModel.All.Select(m => m.Id)]) { Open = Open };

    /// <inheritdoc/>
    public string Title { get; }

    /// <inheritdoc/>
    public string Origin { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Factor> Factors { get; } =
    [
        .. HeadFactors.All.Select(f => new Factor(f.Name, f.Group, Round(f.Least), Round(f.Most), Round(f.Mean)) { Unit = f.Unit }),
        new(Seed, Style, 0, Seeds, 1) { IsWhole = true },
        new(Strength, Style, 0, 1, 1),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Captions { get; } =
        ["condition: render", "the generator's picture", "condition: normals", "a photo in the world"];

    /// <inheritdoc/>
    public (string Right, string Down)? Dragged => ("yaw", "pitch");

    /// <inheritdoc/>
    public IReadOnlyList<double> Draw(ulong seed) =>
    [
        .. HeadFactors.Sample((long)(RandomStream.Seed(seed, RandomPurpose.Sampling) >> 1))
            .Select((value, i) => Math.Clamp(value, Factors[i].Least, Factors[i].Most)),
        RandomStream.Seed(seed, RandomPurpose.Sampling, 1) % (Seeds + 1), 1,
    ];

    /// <inheritdoc/>
    public IReadOnlyList<PixelImage> Render(IReadOnlyList<double> values)
    {
        Factor.Check("Render", Factors, values);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var head = values.Take(HeadFactors.All.Count).Select((v, i) =>
            Math.Clamp((float)v, HeadFactors.All[i].Least, HeadFactors.All[i].Most)).ToArray();
        var (theta, side, seed) = (HeadFactors.Parameters(head), _renderer.Side, (long)values[^2]);
        _renderer.Pose(theta).Condition(_condition);
        _renderer.Photo(PhotoFactors.Sample(seed), seed, _photo);
        var images = HeadSet.Pictures(tensor(Bytes(_condition), [1, HeadRenderer.ConditionChannels, side, side]));
        var parameters = _data.Standardized(tensor(theta, 1, theta.Length));
        using var random = RandomStream.Generator((ulong)seed, RandomPurpose.Sampling);
        var latents = randn([1, _generator.Options.LatentSize], generator: random);
        var made = _generator.Generate(latents, _model.Condition(images, parameters), values[^1]).clamp(-1, 1);
        var photo = HeadSet.Pictures(tensor(Bytes(_photo), [1, 3, side, side]));
        var all = cat([images.narrow(1, 0, 3), made, images.narrow(1, 3, 3), photo]); // (4, 3, S, S)
        return new ImageBatch(all, PixelRange.MinusOneToOne).ToPixelImages();
    }

    /// <inheritdoc/>
    public void Dispose() => _generator.Dispose();

    static IExplorable Open(ExploreRequest asked)
    {
        var model = ConditioningModel.All.Single(m => m.Id == asked.Model);
        var profiles = ConditioningProfile.Profiles;
        var found = asked.Finished(ConditioningChapter.Name, [.. profiles.All.Select(p => p.Name)],
            request => ConditioningChapter.Experiments(request).OfType<ConditioningExperiment>().Where(e => e.Model == model.Id));
        return found.Explorer();
    }

    static byte[] Bytes(ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length];
        HeadSet.ToBytes(values, bytes);
        return bytes;
    }

    // From a float's neighbor of a decimal number to that number.
    static double Round(float value) => Math.Round(value, 4);
}
