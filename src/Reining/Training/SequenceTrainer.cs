using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>Trains autoencoders of strings, with the run folder, checkpoints and exact resumption of <see cref="Trainer"/>.</summary>
/// <param name="train">Training sequences (N, T), int64.</param>
/// <param name="validation">Held-out sequences (n, T), which select the weights.</param>
/// <param name="options">How to train.</param>
/// <param name="minimumLearningRate">The schedule does not go below this.</param>
public sealed class SequenceTrainer(Tensor train, Tensor validation, FitOptions options, double minimumLearningRate = 1e-4)
{
    /// <summary>Called after every measured step and every epoch.</summary>
    public Action<FitProgress>? OnProgress { get; init; }

    /// <summary>
    /// Trains, or resumes, or returns at once if the run is finished; the model ends with the chosen weights, in evaluation mode.
    /// </summary>
    /// <param name="model">The model, freshly made from the run's options.</param>
    /// <param name="run">Where everything is kept.</param>
    /// <param name="cancellation">Stops between steps, after a checkpoint. In a notebook the cell's interrupt does so without it.</param>
    /// <exception cref="InvalidDataException">The checkpoint is of another architecture or damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the run resumes from its checkpoint.</exception>
    /// <exception cref="ArgumentException">There are no validation sequences, or fewer training sequences than a batch.</exception>
    /// <exception cref="ArithmeticException">The loss or a weight is no longer finite.</exception>
    public FitResult Fit(GrammarAutoencoder model, RunFolder run, CancellationToken cancellation = default)
    {
        if (validation.shape[0] == 0)
            throw new ArgumentException(
                "SequenceTrainer: expected validation sequences, got none; leave out some of the training sequences.");
        using var scope = NewDisposeScope();
        var pieces = validation.split(FitPlan.ValidationBatch).Select(part =>
            new ValidationPiece(part.shape[0], random => model.Loss(part, random).Total.ToDouble() * part.shape[0]));
        var plan = FitPlan.Of(
            options, model, (int)train.shape[0], indices =>
            train.index_select(0, tensor(indices)), model.Loss, [.. pieces], minimumLearningRate);
        return new TrainingLoop<Tensor>(plan with { Unit = "strings" }) { OnProgress = OnProgress }.Run(run, cancellation);
    }
}
