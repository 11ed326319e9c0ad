using Reining.Models;
using Reining.Numerics;
using Reining.Torch;
using Reining.Training;
using Reining.Worlds;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.PixelConditioning;

/// <summary>Everything that is measured of a trained generator, with latents that its seed decides.</summary>
/// <param name="profile">Sizes.</param>
/// <param name="model">How it is conditioned.</param>
/// <param name="data">The heads.</param>
/// <param name="judge">The regressor that reads its pictures.</param>
/// <param name="seed">Seed of the latents.</param>
/// <param name="device">Where it computes.</param>
sealed class GeneratorMeasures(
    ConditioningProfile profile, ConditioningModel model, ConditioningData data, HeadRegressor judge, ulong seed, Device device)
{
    /// <summary>Keys of measurements; the first is followed by a group's name.</summary>
    public const string Style = "style", TextureDifference = "texture.difference", TextureRatio = "texture.ratio",
        Follows = "shift.follows";

    const int QuickHeads = 256, MovedHeads = 64, Batch = 128;

    readonly Association _association = new(data, judge, device);
    readonly FaceParameters _parameters = data.World.Parameters;

    /// <summary>Association of geometry on few heads, for the curve over the training.</summary>
    public double QuickAssociation(StyleGenerator generator)
    {
        using var scope = NewDisposeScope();
        var heads = data.TestHeads;
        var count = Math.Min(QuickHeads, heads.Count);
        var asked = heads.Parameters.narrow(0, 0, count);
        var made = Make(generator, heads.Conditions.narrow(0, 0, count), asked, Latents(count, 1));
        return _association.Measure(made, asked)[$"{Association.Correlation}.{Association.Geometry}"];
    }

    /// <summary>Distance of what the judge reads off each test picture from what was asked for, in deviations.</summary>
    public double[] Errors(StyleGenerator generator)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var heads = data.TestHeads;
        var made = Make(generator, heads.Conditions, heads.Parameters, Latents(heads.Count, 0));
        return (_association.Read(made) - data.Standardized(heads.Parameters)).square().sum(dim: 1).sqrt().Doubles();
    }

    /// <summary>Pictures (n, 3, S, S) of the first test heads, in [−1, 1].</summary>
    public Tensor First(StyleGenerator generator, int count)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var heads = data.TestHeads;
        return Make(generator, heads.Conditions.narrow(0, 0, count), heads.Parameters.narrow(0, 0, count), Latents(count, 0))
            .clamp(-1, 1).MoveToOuterDisposeScope();
    }

    /// <summary>All numbers.</summary>
    public Dictionary<string, double> Of(StyleGenerator generator, Action<string> say)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        say("association");
        var heads = data.TestHeads;
        var made = Make(generator, heads.Conditions, heads.Parameters, Latents(heads.Count, 0));
        var numbers = new Dictionary<string, double>(_association.Measure(made, heads.Parameters));
        say("styles, textures, single factors");
        AddStyles(generator, numbers);
        AddTextures(generator, numbers);
        if (model.Form != ConditionForm.None)
            AddSingleFactors(generator, numbers);
        if (model.Form == ConditionForm.Images)
            numbers[Follows] = Following(generator);
        return numbers;
    }

    /// <summary>
    /// Largest relative difference, away from the border, between the last layer's path of a shifted condition and its shifted path.
    /// </summary>
    public double PathError(StyleGenerator generator)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        const int Reach = 4; // the path sees three pixels to each side, and one was shifted
        var heads = data.TestHeads;
        var images = HeadSet.Pictures(heads.Conditions.narrow(0, 0, Math.Min(8, heads.Count))).to(device);
        var (here, moved) = (generator.LastPath(images), generator.LastPath(images.roll(1, 3)));
        var inner = images.shape[3] - 2 * Reach;
        var difference = (moved.roll(-1, 3) - here).narrow(2, Reach, inner).narrow(3, Reach, inner).abs().max();
        return (difference / here.abs().max()).ToDouble();
    }

    /// <summary>Variance that latents cause in what the judge reads, over that which conditions cause, for each group.</summary>
    void AddStyles(StyleGenerator generator, Dictionary<string, double> numbers)
    {
        var (conditions, latents) = profile.Styles;
        var heads = data.TestHeads;
        var rows = arange(Math.Min(conditions, heads.Count)).repeat_interleave(latents);
        var made = Make(
            generator, heads.Conditions.index_select(0, rows), heads.Parameters.index_select(0, rows), Latents(rows.shape[0], 2));
        var read = _association.Read(made).view(-1, latents, _parameters.Count); // (conditions, latents, c)
        var byLatents = read.var(1).mean([0]); // (c)
        var byConditions = read.mean([1]).var(0); // (c)
        foreach (var (name, start, length) in _parameters.Groups)
        {
            var ratio = byLatents.narrow(0, start, length).sum() / byConditions.narrow(0, start, length).sum();
            numbers[$"{Style}.{name}"] = ratio.ToDouble();
        }
    }

    /// <summary>How far a face's colors move when it moves and the latent stays, and that over what another latent gives.</summary>
    void AddTextures(StyleGenerator generator, Dictionary<string, double> numbers)
    {
        var pairs = data.TestPairs;
        var rows = arange(pairs.Count);
        var (images, parameters) = pairs.Of(rows);
        var (first, second) = (Latents(pairs.Count, 3), Latents(pairs.Count, 4));
        double Difference(Tensor latents) => pairs.Difference(
            rows, Make(generator, Bytes(images), parameters, latents), robust: false).ToDouble();
        numbers[TextureDifference] = Difference(cat([first, first]));
        numbers[TextureRatio] = numbers[TextureDifference] / Difference(cat([first, second]));

        static Tensor Bytes(Tensor pictures) => pictures.add(1).mul(127.5).round().to(uint8);
    }

    /// <summary>Whether each group of parameters moves alone, with one latent for each head.</summary>
    void AddSingleFactors(StyleGenerator generator, Dictionary<string, double> numbers)
    {
        var latents = Latents(FactorSets.Heads, 5).repeat_interleave(FactorSets.Values, 0);
        var found = Disentanglement.Of(
            data, set => _association.Read(Make(generator, set.Conditions, set.Parameters, latents)));
        foreach (var (key, value) in found)
            numbers[key] = value;
    }

    /// <summary>Fréchet distance and association for conditions that leave the distribution, a row for each level.</summary>
    public IEnumerable<(double Level, IReadOnlyDictionary<string, double> Numbers)> Perturbed(StyleGenerator generator)
    {
        foreach (var level in PerturbedHeads.Levels)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var heads = data.Perturbed(level);
            var made = Make(generator, heads.Conditions, heads.Parameters, Latents(heads.Count, 7));
            yield return (level, _association.Measure(made, heads.Parameters));
        }
    }

    /// <summary>
    /// Whether a picture moves as its condition does, by an eighth of its width: 1 less the squared distance of the picture of the moved
    /// condition from the moved picture, over that from the picture. 1 is wholly, 0 not at all.
    /// </summary>
    double Following(StyleGenerator generator)
    {
        var heads = data.TestHeads;
        var count = Math.Min(MovedHeads, heads.Count);
        var (conditions, asked) = (heads.Conditions.narrow(0, 0, count), heads.Parameters.narrow(0, 0, count));
        var (latents, by) = (Latents(count, 6), profile.Net.Side / 8);
        var here = Make(generator, conditions, asked, latents);
        var there = Make(generator, conditions.roll(by, 3), asked, latents);
        double Distance(Tensor other) => (there - other).narrow(3, by, profile.Net.Side - 2 * by).square().sum().ToDouble();
        return 1 - Distance(here.roll(by, 3)) / Distance(here);
    }

    /// <summary>Pictures (N, 3, S, S) of condition images as bytes, parameters and latents, cut to [−1, 1].</summary>
    Tensor Make(StyleGenerator generator, Tensor conditions, Tensor parameters, Tensor latents)
    {
        var rows = arange(latents.shape[0]);
        return MiniBatches.Map(rows, some =>
        {
            var condition = model.Condition(
                HeadSet.Pictures(conditions.index_select(0, some).to(device)),
                data.Standardized(parameters.index_select(0, some)).to(device));
            return generator.Generate(latents.index_select(0, some).to(device), condition).clamp(-1, 1).cpu();
        }, Batch);
    }

    Tensor Latents(long count, long purpose)
    {
        using var random = RandomStream.Generator(seed, RandomPurpose.Sampling, purpose);
        return randn([count, model.Options(profile.Net, _parameters).LatentSize], generator: random);
    }
}
