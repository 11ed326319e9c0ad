namespace Reining.Chapters.Rae;

/// <summary>How large an experiment of the chapter is; a profile is data, never a branch in a model.</summary>
/// <param name="Name">Profile name.</param>
/// <param name="Width">Base filters f of the nets.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="TrainImages">Training digits, from the start of MNIST's training file.</param>
/// <param name="ValidationImages">Digits after those, which select the weights.</param>
/// <param name="EvaluationImages">Images in every Fréchet distance; at most half the test file.</param>
/// <param name="LearningRate">Adam's learning rate for all models; the author's code has 5e-4 (1e-4 for the VAE) over 100 epochs.</param>
/// <param name="Seeds">One full experiment each.</param>
public sealed record RaeProfile(
    string Name, int Width, int Epochs, int TrainImages, int ValidationImages, int EvaluationImages, double LearningRate, IReadOnlyList<ulong> Seeds)
{
    /// <summary>Latent dimensions d; the sheet's MNIST value in every profile.</summary>
    public const int LatentSize = 16;

    /// <summary>
    /// Batch normalization's momentum: 0.01 as in the author's code for long runs; 0.1 where a run has so few steps that averages
    /// over a hundred of them would describe nets long gone.
    /// </summary>
    public double NormMomentum { get; init; } = 0.1;

    /// <summary>First contact, teaching and tests: one seed, a net of 1/16 of the thesis's width, a few minutes on two cores.</summary>
    public static RaeProfile Quick { get; } = new("quick", Width: 8, Epochs: 6, TrainImages: 10_000, ValidationImages: 1_000, EvaluationImages: 5_000, LearningRate: 2e-3, Seeds: [1]);

    /// <summary>Whether the code runs at all, in seconds; its numbers say nothing about the thesis.</summary>
    public static RaeProfile Smoke { get; } = new("smoke", Width: 2, Epochs: 1, TrainImages: 2_000, ValidationImages: 200, EvaluationImages: 500, LearningRate: 2e-3, Seeds: [1]);

    /// <summary>Claims with their spread: three seeds, twice the width, twice the digits and steps; an hour or two on two cores.</summary>
    public static RaeProfile Standard { get; } = new("standard", Width: 16, Epochs: 6, TrainImages: 20_000, ValidationImages: 2_000, EvaluationImages: 5_000, LearningRate: 1e-3, Seeds: [1, 2, 3]);

    /// <summary>All profiles.</summary>
    public static IReadOnlyList<RaeProfile> All { get; } = [Smoke, Quick, Standard];

    /// <summary>The profile of a name.</summary>
    /// <exception cref="ArgumentException">No such profile; the message lists them.</exception>
    public static RaeProfile Named(string name) => All.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"Profile: expected {string.Join(" or ", All.Select(p => p.Name))}, got '{name}'.");
}
