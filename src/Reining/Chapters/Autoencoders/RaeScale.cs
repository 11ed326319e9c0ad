namespace Reining.Chapters.Autoencoders;

/// <summary>How far the search for a sufficient size goes: nets of several widths, each measured on the way of one long training.</summary>
/// <param name="Widths">Base filters of the nets.</param>
/// <param name="Epochs">Epochs after which they are measured, rising; the last one ends the training.</param>
/// <param name="TrainImages">Training digits; an epoch has a hundredth as many steps.</param>
/// <param name="ValidationImages">Digits after those.</param>
sealed record RaeScale(IReadOnlyList<int> Widths, IReadOnlyList<int> Epochs, int TrainImages, int ValidationImages)
{
    /// <summary>The seed: none of those that verdicts are taken from.</summary>
    public const ulong Seed = 101;

    /// <summary>Models whose claims are looked at.</summary>
    public static IReadOnlyList<string> Models => ["vae", "ae", "rae", "rae-sn"];

    /// <summary>The search of a profile.</summary>
    public static RaeScale Of(string profile) => profile == RaeProfile.Smoke.Name
        ? new([2], [1, 2], 2_000, 200)
        : new([8, 16], [1, 2, 4, 8, 14, 20], 50_000, 10_000); // 500 to 10,000 steps

    /// <summary>Sizes of an experiment of a width.</summary>
    public RaeProfile Profile(RaeProfile like, int width) => like with
    {
        Width = width,
        Epochs = Epochs[^1],
        TrainImages = TrainImages,
        ValidationImages = ValidationImages,
        Densities = [RaeImages.StandardNormal, RaeImages.Gaussian, RaeImages.ZeroMean, RaeImages.Mixture],
        Seeds = [Seed],
        ComparesStatistics = false,
    };

    /// <summary>Identifier of a width's arm.</summary>
    public static string Arm(int width) => FormattableString.Invariant($"scale-w{width}");
}
