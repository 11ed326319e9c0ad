using Reining.Chapters.Autoencoders;
using Reining.Data;
using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>Images on which the chapter's GANs can be trained.</summary>
/// <param name="Id">Identifier in measurements.</param>
/// <param name="Channels">1 gray, 3 color.</param>
/// <param name="Side">Pixels of a side.</param>
/// <param name="Data">Makes them, as the profile says; the folder is where a classifier of them is kept.</param>
public sealed record InversionImages(string Id, int Channels, int Side, Func<InversionProfile, string?, InversionData> Data)
{
    const int MostHeads = 16_384, HeadSide = 16;

    /// <summary>Whether they have classes, and a classifier that is their ruler.</summary>
    public bool HasClasses { get; init; }

    /// <summary>Handwritten digits.</summary>
    public static InversionImages Digits { get; } = Of(RaeDataSet.Digits);

    /// <summary>Clothes.</summary>
    public static InversionImages Clothes { get; } = Of(RaeDataSet.Clothes);

    /// <summary>Photos of the synthetic heads, of which is known what they were made from.</summary>
    public static InversionImages Heads { get; } = new(SynthHeads.World.Name, 3, HeadSide, (profile, _) =>
    {
        using var train = SynthHeads.World.Heads(FacePart.Train, Math.Min(MostHeads, profile.TrainImages), HeadSide);
        using var test = SynthHeads.World.Heads(FacePart.Test, Math.Min(MostHeads, profile.TestImages), HeadSide);
        return new(Photos(train), Photos(test), (Factors(train), Factors(test)));
    });

    /// <summary>Emoji, the set in color that everyone can have.</summary>
    public static InversionImages Pictograms { get; } = new("emoji", 3, 64, (profile, _) =>
    {
        var all = RaeDataSet.Pictograms.Load();
        return new(Some(all.Train, profile.TrainImages), Some(all.Test, profile.TestImages), factors: null);
    });

    static InversionImages Of(RaeDataSet set) =>
        new(set.Id, 1, 28, (profile, folder) => new InversionData(profile, folder, set)) { HasClasses = true };

    static LabeledImages Some(LabeledImages images, int count) => images.Take(Math.Min(count, images.Count));

    // Without the light, whose 27 numbers would outvote all others.
    static Tensor Factors(HeadSet heads) => heads.Parameters.narrow(1, 0, HeadParameters.Light);

    static LabeledImages Photos(HeadSet heads) => new(
        SynthHeads.World.Name, heads.Photos.bytes.ToArray(), new byte[heads.Count], 3, HeadSide, HeadSide, ["head"]);
}
