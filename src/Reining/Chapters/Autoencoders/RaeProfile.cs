using Reining.Densities;

namespace Reining.Chapters.Autoencoders;

/// <summary>How large an experiment of the chapter is; a profile is data, never a branch in a model.</summary>
/// <param name="Name">Profile name.</param>
/// <param name="Width">Base filters f of the nets.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="TrainImages">Training digits, from the start of MNIST's training file.</param>
/// <param name="ValidationImages">Digits after those, which select the weights.</param>
/// <param name="EvaluationImages">Images in every distance. At most half the test file: disjoint halves are reference and held out; more:
/// see <see cref="RaeData"/>.</param>
/// <param name="LearningRate">Adam's learning rate for all models; null takes the author's for each (rae.md §4),
/// which suits long runs.</param>
/// <param name="Seeds">One full experiment each.</param>
public sealed record RaeProfile(
    string Name, int Width, int Epochs, int TrainImages, int ValidationImages, int EvaluationImages, double? LearningRate,
    IReadOnlyList<ulong> Seeds) : IProfile
{
    /// <summary>
    /// Batch normalization's momentum: 0.01 as in the author's code for long runs; 0.1 where a run has so few steps that averages
    /// over a hundred of them would describe nets long gone.
    /// </summary>
    public double NormMomentum { get; init; } = 0.1;

    /// <summary>The densities that are fitted to the codes and sampled, see <see cref="RaeImages"/>.</summary>
    public IReadOnlyList<string> Densities { get; init; } =
        [RaeImages.StandardNormal, RaeImages.Gaussian, RaeImages.ZeroMean, RaeImages.Mixture, RaeImages.Variational, RaeImages.Flow];

    /// <summary>The second stage of 2sVAE.</summary>
    public SecondStageVaeOptions SecondStage { get; init; } = new();

    /// <summary>Numbers of components of the mixture sweep (R13).</summary>
    public IReadOnlyList<int> Components { get; init; } = [1, 2, 5, 10, 20, 50, 100];

    /// <summary>
    /// Whether the table's models of the first seed are also measured with the running averages that training left in batch normalization,
    /// as the author's code uses them.
    /// </summary>
    public bool ComparesStatistics { get; init; }

    /// <summary>Training digits of the small-data arm (R14).</summary>
    public int FewImages { get; init; } = 1_000;

    /// <summary>Whether the code runs at all, in seconds; its numbers say nothing about the thesis.</summary>
    public static RaeProfile Smoke { get; } = new(
        "smoke", Width: 2, Epochs: 1, TrainImages: 2_000, ValidationImages: 200, EvaluationImages: 500, LearningRate: 2e-3, Seeds: [1])
    {
        Densities = [RaeImages.StandardNormal, RaeImages.Gaussian, RaeImages.Mixture],
        SecondStage = new() { Width = 32, Epochs = 2 },
        Components = [1, 10],
        FewImages = 500,
        ComparesStatistics = true,
    };

    /// <summary>First contact, teaching and tests: one seed, nets of 1/16 of the thesis's width, a few minutes on two cores.</summary>
    public static RaeProfile Quick { get; } = new(
        "quick", Width: 8, Epochs: 4, TrainImages: 8_000, ValidationImages: 1_000, EvaluationImages: 2_000, LearningRate: 2e-3, Seeds: [1])
    {
        Densities = [RaeImages.StandardNormal, RaeImages.Gaussian, RaeImages.ZeroMean, RaeImages.Mixture],
        SecondStage = new() { Width = 128, Epochs = 10, LearningRate = 1e-3 },
        Components = [1, 2, 5, 10, 20, 50],
    };

    /// <summary>Claims with their spread: three seeds, nearly four times the steps of quick; an hour or two on two cores.</summary>
    public static RaeProfile Standard { get; } = new(
        "standard", Width: 8, Epochs: 6, TrainImages: 20_000, ValidationImages: 2_000, EvaluationImages: 5_000, LearningRate: 2e-3,
        Seeds: [1, 2, 3])
    {
        SecondStage = new() { Width = 256, Epochs = 20, LearningRate = 1e-3 },
        ComparesStatistics = true,
    };

    /// <summary>The paper's protocol with its bugs mended (rae.md §4, §10): full width and length, the author's learning rates,
    /// disjoint validation. For a GPU.</summary>
    public static RaeProfile Paper { get; } = new(
        "paper", Width: 128, Epochs: 100, TrainImages: 50_000, ValidationImages: 10_000, EvaluationImages: 10_000, LearningRate: null,
        Seeds: [1, 2, 3])
    {
        NormMomentum = 0.01,
    };

    /// <summary>All profiles.</summary>
    public static Profiles<RaeProfile> Profiles { get; } = new(Smoke, Quick, Standard, Paper);
}
