using Reining.Data;
using Reining.Training;

namespace Reining.Chapters.Inversion;

/// <summary>Which digits have labels: of each class as many, the same ones for all methods of a seed.</summary>
static class LabelChoice
{
    /// <summary>Stands for all labels among numbers of labels a class.</summary>
    public const int All = 0;

    static readonly Dictionary<LabelMethod, (string Id, string Name)> Methods = new()
    {
        [LabelMethod.LabelsAlone] = ("labels-alone", "classifier on labels alone"),
        [LabelMethod.Codes] = ("codes-linear", "InvGAN's codes, linear"),
        [LabelMethod.Gan] = ("gan-classes", "GAN with class head"),
        [LabelMethod.InvGan] = ("invgan-classes", "InvGAN with class head"),
    };

    /// <summary>Identifiers and what tables call the methods.</summary>
    public static IEnumerable<(string Id, string Name)> Names => Methods.Values;

    /// <summary>Identifier of a method in measurements.</summary>
    public static string Id(LabelMethod method) => Methods[method].Id;

    /// <summary>What tables call a method.</summary>
    public static string Name(LabelMethod method) => Methods[method].Name;

    /// <summary>Identifier of an arm with so many labels a class.</summary>
    public static string Arm(int each) => each == All ? "labels-all" : FormattableString.Invariant($"labels-{each}");

    /// <summary>The digits whose labels are known.</summary>
    /// <param name="train">Training digits.</param>
    /// <param name="each">Of each class; <see cref="All"/> for all.</param>
    /// <param name="seed">Decides which.</param>
    public static LabeledImages Of(LabeledImages train, int each, ulong seed)
    {
        if (each == All)
            return train;
        var order = Permutation.Of(train.Count, RandomStream.Seed(seed, RandomPurpose.Sampling, 5), 0);
        return train.Select([.. order.GroupBy(train.Label).SelectMany(g => g.Take(each))]);
    }
}
