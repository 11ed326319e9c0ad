using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Chapters.PixelConditioning;

/// <summary>The heads of a profile, rendered when they are first asked for. Which indices they have is the sheet's choice (§6.5).</summary>
public sealed class ConditioningData
{
    const long Train = 100_000, JudgePhotos = 500_000, GuidePhotos = 600_000, Reference = 800_000, Test = 900_000, Variation = 950_000;
    const int MostPerturbed = 512;

    readonly ConditioningProfile _profile;
    readonly Lazy<HeadSet> _train, _test, _reference;
    readonly Lazy<TexturePairs> _pairs, _testPairs;
    readonly Lazy<RandomFeatures> _features;
    readonly Dictionary<string, Lazy<HeadSet>> _varied;
    readonly Dictionary<double, Lazy<HeadSet>> _perturbed;
    readonly Lazy<(Tensor Mean, Tensor Deviation)> _scale = new(Scale);

    /// <summary>The heads of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    public ConditioningData(ConditioningProfile profile)
    {
        var side = profile.Net.Side;
        _profile = profile;
        _train = new(() => HeadSet.Render(Train, profile.TrainHeads, side));
        _test = new(() => HeadSet.Render(Test, profile.TestHeads, side));
        _reference = new(() => HeadSet.Render(Reference, profile.TestHeads, side));
        _pairs = new(() => new TexturePairs(Train, profile.TrainHeads / 2, side));
        _testPairs = new(() => new TexturePairs(Test, profile.TestHeads / 2, side));
        _varied = HeadParameters.Groups.ToDictionary(
            g => g.Name, g => new Lazy<HeadSet>(() => FactorSets.Render(Variation, g.Start, g.Length, side)));
        _perturbed = PerturbedHeads.Levels.ToDictionary(l => l, l => new Lazy<HeadSet>(
            () => PerturbedHeads.Render(Test, Math.Min(MostPerturbed, profile.TestHeads), l, side)));
        _features = new(() =>
        {
            using var scope = NewDisposeScope();
            return new RandomFeatures(HeadSet.Pictures(ReferenceHeads.Photos));
        });
    }

    /// <summary>Heads that generators learn from.</summary>
    public HeadSet TrainHeads => _train.Value;

    /// <summary>Heads whose conditions are asked for, and their real photos.</summary>
    public HeadSet TestHeads => _test.Value;

    /// <summary>Other heads, with whose photos sets of pictures are compared.</summary>
    public HeadSet ReferenceHeads => _reference.Value;

    /// <summary>Faces in two poses each, to learn from.</summary>
    internal TexturePairs TrainPairs => _pairs.Value;

    /// <summary>Faces in two poses each, to measure on.</summary>
    internal TexturePairs TestPairs => _testPairs.Value;

    /// <summary>Heads of which one group of parameters varies alone.</summary>
    internal HeadSet Varied(string group) => _varied[group].Value;

    /// <summary>Test heads with noise on their geometry.</summary>
    internal HeadSet Perturbed(double level) => _perturbed[level].Value;

    /// <summary>Features for Fréchet distances.</summary>
    internal RandomFeatures Features => _features.Value;

    /// <summary>Photos that a regressor learns from: a judge's are not a guide's.</summary>
    public HeadSet RegressorHeads(bool isGuide) =>
        HeadSet.Render(isGuide ? GuidePhotos : JudgePhotos, _profile.RegressorHeads, _profile.Net.Side);

    /// <summary>Parameters (N, 47) to mean 0 and deviation 1 over the prior.</summary>
    public Tensor Standardized(Tensor parameters) => (parameters - _scale.Value.Mean) / _scale.Value.Deviation;

    /// <summary>The way back.</summary>
    public Tensor Natural(Tensor standardized) => standardized * _scale.Value.Deviation + _scale.Value.Mean;

    // Of the prior itself, so that it does not depend on the profile.
    static (Tensor, Tensor) Scale()
    {
        const int Count = 8192;
        using var scope = NewDisposeScope();
        var heads = Enumerable.Range(0, Count).SelectMany(i => HeadParameters.Sample(Train + i)).ToArray();
        var all = tensor(heads, Count, HeadParameters.Count);
        return (all.mean([0]).DetachFromDisposeScope(), all.std(0, unbiased: false).DetachFromDisposeScope());
    }
}
