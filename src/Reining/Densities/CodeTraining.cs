using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>Trains a small network on codes: what the flow and the second-stage VAE share.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Epochs">The most passes over the training part.</param>
/// <param name="BatchSize">Codes per step; the last batch of an epoch may be smaller.</param>
/// <param name="ValidationShare">Share of the codes held out.</param>
/// <param name="Adam">The optimizer.</param>
/// <param name="PlateauPatience">Epochs without a better validation loss before the learning rate is halved.</param>
/// <param name="StopPatience">Epochs without a better validation loss before training ends with the best weights; null: all epochs, last
/// weights.</param>
/// <param name="Seed">Decides split, order and noise.</param>
sealed record CodeTraining(
    string Name, int Epochs, int BatchSize, double ValidationShare, AdamOptions Adam, int PlateauPatience, int? StopPatience, ulong Seed)
{
    const long PieceSize = 2000;

    /// <summary>Random training and held-out parts of the codes (N, d).</summary>
    internal (Tensor Train, Tensor Validation) Split(Tensor codes)
    {
        var n = codes.shape[0];
        var held = Math.Max(1, (long)Math.Round(ValidationShare * n));
        if (n - held < 2)
            throw new ArgumentException(
                $"{Name}.Fit: expected at least {held + 2} codes for training and validation, got {n}; encode more samples.");
        using var random = RandomStream.Generator(Seed, RandomPurpose.Order);
        var order = randperm(n, generator: random);
        return (codes.index_select(0, order.narrow(0, held, n - held)), codes.index_select(0, order.narrow(0, 0, held)));
    }

    /// <summary>Trains by the mean over a batch of <paramref name="loss"/> (B, d) → (B,).</summary>
    internal CodeFitReport Run(
        Module module, Tensor train, Tensor validation, Func<Tensor, Generator, Tensor> loss, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var thread = OneThread.Begin();
        using var state = new TrainingState();
        var total = state.Add("epoch_loss", zeros(1, dtype: float64));
        var (n, order, shuffled) = (train.shape[0], empty(train.shape[0], dtype: int64), -1L);
        var perEpoch = (n + BatchSize - 1) / BatchSize;
        ValidationPiece[] pieces = [.. validation.split(PieceSize).Select(piece =>
            new ValidationPiece(piece.shape[0], random => loss(piece, random).to(float64).sum().item<double>()))];
        List<double> trainings = [], validations = [];
        var result = new TrainingLoop<Tensor>(new()
        {
            Steps = Epochs * perEpoch,
            EpochSteps = perEpoch,
            BatchSize = BatchSize,
            Batch = (step, _) => Batch(step),
            Nets = [new(Name, module, Adam) { Schedule = new Schedule.Plateau(PlateauPatience) }],
            Phases = [new(Name, [Name], Loss)],
            State = state,
            Keep = StopPatience is null ? new Keep.Last { Pieces = pieces } : new Keep.BestOnValidation(pieces) { FromStart = true },
            StopPatience = StopPatience,
            StatsSteps = 0,
            Seed = Seed,
        })
        {
            OnProgress = EndEpoch,
        }.Run(cancellation: cancellation);
        foreach (var parameter in module.parameters())
            parameter.requires_grad_(false);
        return new CodeFitReport([.. trainings], [.. validations], (int)result.BestEpoch, n, validation.shape[0]);

        Tensor Batch(long step)
        {
            var (epoch, i) = Math.DivRem(step, perEpoch);
            if (shuffled != epoch)
            {
                using var shuffle = RandomStream.Generator(Seed, RandomPurpose.Order, epoch + 1);
                order.copy_(randperm(n, generator: shuffle));
                shuffled = epoch;
            }
            return train.index_select(0, order.narrow(0, i * BatchSize, Math.Min(BatchSize, n - i * BatchSize)));
        }

        LossTerms Loss(Tensor batch, Generator random)
        {
            var value = loss(batch, random).mean();
            total.add_(value.detach());
            return new LossTerms(value);
        }

        void EndEpoch(FitProgress progress)
        {
            validations.Add(progress.ValidationLoss);
            if (progress.Step == 0)
                return;
            trainings.Add(total.item<double>() / perEpoch);
            total.zero_();
        }
    }
}
