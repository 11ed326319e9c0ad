using Reining.Chapters.Autoencoders;
using Reining.Models;

namespace Reining.Chapters.Inversion;

/// <summary>
/// Nets and images of an experiment. The chapter's tables have dense nets and digits; the others ask whether that matters.
/// </summary>
/// <param name="Arm">Identifier of the arm; empty for the tables' own.</param>
/// <param name="Name">What tables call it.</param>
/// <param name="Images">The images.</param>
/// <param name="Convolutional">Convolutions instead of dense layers.</param>
public sealed record InversionSetting(string Arm, string Name, RaeDataSet Images, bool Convolutional)
{
    /// <summary>Dense nets, digits.</summary>
    public static InversionSetting Usual { get; } = new("", "dense nets, digits", RaeDataSet.Digits, Convolutional: false);

    /// <summary>Other nets, other images, and both.</summary>
    public static IReadOnlyList<InversionSetting> Others { get; } =
    [
        new("conv", "convolutions, digits", RaeDataSet.Digits, Convolutional: true),
        new("clothes", "dense nets, clothes", RaeDataSet.Clothes, Convolutional: false),
        new("conv-clothes", "convolutions, clothes", RaeDataSet.Clothes, Convolutional: true),
    ];

    /// <summary>Sizes of the nets.</summary>
    internal InvGanOptions Options(InversionProfile profile, InvGanLoss loss) => (Convolutional ? InvGanOptions.ConvS : new()) with
    {
        CodeSize = profile.CodeSize,
        PriorSize = profile.CodeSize,
        Loss = loss,
    };

    /// <summary>Iterations of a GAN.</summary>
    internal long Steps(InversionProfile profile) => this == Usual ? profile.Steps : profile.SettingSteps;

    /// <summary>The title of an experiment.</summary>
    internal string Title(string model, ulong seed) => $"{model}, {(this == Usual ? "" : $"{Name}, ")}seed {seed}";

    /// <summary>The start of names of run folders.</summary>
    internal string Prefix => Arm.Length == 0 ? "" : $"{Arm}-";
}
