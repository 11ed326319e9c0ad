using Reining.Models;
using Reining.Training;

namespace Reining.Chapters.Inversion;

/// <summary>
/// Nets and images of an experiment. The chapter's tables have dense nets and digits; the others ask whether that matters.
/// </summary>
/// <param name="Arm">Identifier of the arm; empty for the tables' own.</param>
/// <param name="Name">What tables call it.</param>
/// <param name="Images">The images.</param>
/// <param name="Convolutional">Convolutions instead of dense layers.</param>
public sealed record InversionSetting(string Arm, string Name, InversionImages Images, bool Convolutional)
{
    // Of the chapter that has StyleGAN2's nets: 0.5 for pictures in [−1, 1]; in [0, 1] the squared slope is four times as large.
    const double StylePenalty = 0.5 / 4;

    /// <summary>Channels of StyleGAN2's nets instead of either; null for those.</summary>
    public StyleGanOptions? Style { get; init; }

    /// <summary>Learning rate that the nets need; null for the profile's.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Dense nets, digits.</summary>
    public static InversionSetting Usual { get; } = new("", "dense nets, digits", InversionImages.Digits, Convolutional: false);

    /// <summary>Other nets, other images, and both.</summary>
    public static IReadOnlyList<InversionSetting> Others { get; } =
    [
        new("conv", "convolutions, digits", InversionImages.Digits, Convolutional: true),
        new("clothes", "dense nets, clothes", InversionImages.Clothes, Convolutional: false),
        new("conv-clothes", "convolutions, clothes", InversionImages.Clothes, Convolutional: true),
    ];

    /// <summary>Pictures in color, which nothing classifies.</summary>
    public static IReadOnlyList<InversionSetting> Pictures { get; } =
    [
        new("style-heads", "StyleGAN2, heads", InversionImages.Heads, Convolutional: false)
        {
            Style = new() { Channels = [32, 32, 16] },
            LearningRate = 2e-3, // as in the chapter that has StyleGAN2's nets
        },
        new("conv-emoji", "convolutions, emoji", InversionImages.Pictograms, Convolutional: true),
    ];

    /// <summary>Sizes of the nets.</summary>
    internal InvGanOptions Options(InversionProfile profile, InvGanLoss loss) => (Convolutional ? InvGanOptions.ConvS : new()) with
    {
        Channels = Images.Channels,
        Side = Images.Side,
        Style = Style,
        CodeSize = profile.CodeSize,
        PriorSize = profile.CodeSize,
        Loss = Style is null ? loss : loss with { PenaltyWeight = StylePenalty },
    };

    /// <summary>How a model is trained.</summary>
    internal InvGanTraining Training(InversionProfile profile, InversionModel model, ulong seed)
    {
        var training = InvGanExperiment.Training(profile, Steps(profile), model, seed);
        var rate = LearningRate ?? (Images.HasClasses ? null : profile.PictureRate) ?? training.Adam.LearningRate;
        return training with { Adam = training.Adam with { LearningRate = rate } };
    }

    /// <summary>What decides its experiments beside model and training, for their <c>config.json</c>.</summary>
    internal object Identity(InversionProfile profile, InvGanLoss loss) =>
        Images.HasClasses ? Name : new { Name, Images = Images.Id, Nets = Options(profile, loss) };

    /// <summary>Iterations from one point of a curve to the next: four points at least with pictures, whose trainings are short.</summary>
    internal long PointEvery(InversionProfile profile) =>
        Images.HasClasses ? profile.PointEvery : Math.Clamp(Steps(profile) / 4, 1, profile.PointEvery);

    /// <summary>Iterations of a GAN.</summary>
    internal long Steps(InversionProfile profile) =>
        this == Usual ? profile.Steps : Images.HasClasses ? profile.SettingSteps : profile.PictureSteps;

    /// <summary>The title of an experiment.</summary>
    internal string Title(string model, ulong seed) => $"{model}, {(this == Usual ? "" : $"{Name}, ")}seed {seed}";

    /// <summary>The start of names of run folders.</summary>
    internal string Prefix => Arm.Length == 0 ? "" : $"{Arm}-";
}
