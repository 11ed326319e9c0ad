using Reining.Metrics;
using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Chapters.PixelConditioning;

/// <summary>The faces of a profile, made when they are first asked for.</summary>
public sealed class ConditioningData
{
    const int MostPerturbed = 512;

    readonly ConditioningProfile _profile;
    readonly Lazy<HeadSet> _train, _test, _reference;
    readonly Lazy<TexturePairs> _pairs, _testPairs;
    readonly Lazy<RandomFeatures> _features;
    readonly Dictionary<string, Lazy<HeadSet>> _varied;
    readonly Dictionary<double, Lazy<HeadSet>> _perturbed;
    readonly Lazy<(Tensor Mean, Tensor Deviation)> _scale;

    /// <summary>The faces of a profile.</summary>
    /// <param name="profile">Sizes; a world with fewer faces gives what it has.</param>
    /// <param name="world">Whose faces; null for the synthetic heads.</param>
    public ConditioningData(ConditioningProfile profile, IFaceWorld? world = null)
    {
        var side = profile.Net.Side;
        (_profile, World) = (profile, world ?? SynthHeads.World);
        _train = new(() => World.Heads(FacePart.Train, profile.TrainHeads, side));
        _test = new(() => World.Heads(FacePart.Test, profile.TestHeads, side));
        _reference = new(() => World.Heads(FacePart.Reference, profile.TestHeads, side));
        _pairs = new(() => new TexturePairs(World, World.Faces(FacePart.Train, profile.TrainHeads / 2 * 2), side));
        _testPairs = new(() => new TexturePairs(World, World.Faces(FacePart.Test, profile.TestHeads / 2 * 2), side));
        _scale = new(World.Scale);
        // By the synthetic heads' groups: every world has groups of these names, and is not asked for more before it is needed.
        _varied = HeadParameters.Groups.ToDictionary(
            g => g.Name, g => new Lazy<HeadSet>(() => FactorSets.Render(World, World.Parameters.Group(g.Name), side)));
        _perturbed = PerturbedHeads.Levels.ToDictionary(l => l, l => new Lazy<HeadSet>(
            () => PerturbedHeads.Render(World, Math.Min(MostPerturbed, profile.TestHeads), l, side)));
        _features = new(() =>
        {
            using var scope = NewDisposeScope();
            return new RandomFeatures(HeadSet.Pictures(ReferenceHeads.Photos));
        });
    }

    /// <summary>Whose faces they are.</summary>
    public IFaceWorld World { get; }

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
        World.Heads(isGuide ? FacePart.Guide : FacePart.Judge, _profile.RegressorHeads, _profile.Net.Side);

    /// <summary>Parameters (N, c) to mean 0 and deviation 1 over the world.</summary>
    public Tensor Standardized(Tensor parameters) => (parameters - _scale.Value.Mean) / _scale.Value.Deviation;

    /// <summary>The way back.</summary>
    public Tensor Natural(Tensor standardized) => standardized * _scale.Value.Deviation + _scale.Value.Mean;
}
