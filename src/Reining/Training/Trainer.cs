using Reining.Data;
using Reining.Models;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// Trains autoencoders of images: Adam, learning rate halved on a plateau, weights with the best validation loss kept, and a run folder
/// from which it resumes exactly: n steps equal k steps, a kill at any moment, and n − k steps more, bit for bit on the CPU.
/// </summary>
/// <param name="train">Training images; padded to the model's side.</param>
/// <param name="validation">Held-out images that select the weights; disjoint from the training images.</param>
/// <param name="options">How to train.</param>
public sealed class Trainer(LabeledImages train, LabeledImages validation, FitOptions options)
{
    /// <summary>Where and how precisely; the model is moved there and stays there.</summary>
    public Compute Compute { get; init; } = Compute.Cpu;

    /// <summary>Called after every measured step and every epoch.</summary>
    public Action<FitProgress>? OnProgress { get; init; }

    /// <summary>Writes sample pictures; called after each epoch with the file to write.</summary>
    public Action<Autoencoder, string>? WriteSamples { get; init; }

    /// <summary>Called after each epoch with the steps so far, while the model is as it would be used: see <see
    /// cref="TrainingPlan{TBatch}.Inspect"/>.</summary>
    public Action<Autoencoder, long>? Inspect { get; init; }

    /// <summary>
    /// Trains, or resumes, or returns at once if the run is finished; the model ends with the chosen weights, in evaluation mode.
    /// </summary>
    /// <param name="model">The model, freshly made from the run's options.</param>
    /// <param name="run">Where everything is kept.</param>
    /// <param name="cancellation">Stops between steps, after a checkpoint. In a notebook the cell's interrupt does so without it.</param>
    /// <exception cref="InvalidDataException">The checkpoint is of another architecture or damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the run resumes from its checkpoint.</exception>
    /// <exception cref="ArgumentException">There are no validation images, or fewer training images than a batch.</exception>
    /// <exception cref="ArithmeticException">The loss or a weight is no longer finite.</exception>
    public FitResult Fit(Autoencoder model, RunFolder run, CancellationToken cancellation = default)
    {
        if (validation.Count == 0)
            throw new ArgumentException("Trainer: expected validation images, got none; leave out some of the training images.");
        if (Compute.Device.type != DeviceType.CPU)
            model.to(Compute.Device);
        Tensor Batch(LabeledImages images, int[] indices) => TrainingStep.Batch(images, indices, model.Net, Compute.Device);
        var pieces = Enumerable.Range(0, validation.Count).Chunk(FitPlan.ValidationBatch).Select(part =>
            new ValidationPiece(part.Length, random => model.Loss(Batch(validation, part), random).Total.ToDouble() * part.Length));
        var plan = FitPlan.Of(options, model, train.Count, indices => Batch(train, indices), model.Loss, [.. pieces]);
        return new TrainingLoop<Tensor>(plan with
        {
            Compute = Compute,
            Inspect = Inspect is null ? null : steps => Inspect(model, steps),
        })
        {
            OnProgress = OnProgress,
            WriteSamples = WriteSamples is null ? null : file => WriteSamples(model, file),
        }.Run(run, cancellation);
    }
}
