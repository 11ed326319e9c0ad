using Reining.Data;
using Reining.Images;
using Reining.Training;

namespace Reining.Chapters;

/// <summary>Models of a chapter that can be trained on anybody's pictures and sampled, from the command line.</summary>
/// <param name="Names">The models.</param>
/// <param name="Priors">What samples can be drawn from.</param>
public sealed record PictureModels(IReadOnlyList<string> Names, IReadOnlyList<string> Priors)
{
    /// <summary>Trains a model in a run folder.</summary>
    public required Func<PictureTraining, Action<FitProgress>?, CancellationToken, FitResult> Train { get; init; }

    /// <summary>Samples of a finished run: folder, prior, how many, seed.</summary>
    public required Func<string, string, int, ulong, ImageGrid> Sample { get; init; }
}

/// <summary>What to train on anybody's pictures.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Pictures">The pictures.</param>
/// <param name="Width">Base filters of the nets.</param>
/// <param name="LatentSize">Dimensions of the codes.</param>
/// <param name="Epochs">Passes over the pictures.</param>
/// <param name="Seed">Seed of weights, order and noise.</param>
/// <param name="Folder">The run folder.</param>
public sealed record PictureTraining(
    string Model, PictureSource Pictures, int Width, int LatentSize, int Epochs, ulong Seed, string Folder);
