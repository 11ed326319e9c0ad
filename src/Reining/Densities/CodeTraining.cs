using Reining.Display;
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
/// <param name="StopPatience">Epochs without a better validation loss before training ends with the best weights; null: all epochs, last weights.</param>
/// <param name="Seed">Decides split, order and noise.</param>
sealed record CodeTraining(
    string Name, int Epochs, int BatchSize, double ValidationShare, AdamOptions Adam, int PlateauPatience, int? StopPatience, ulong Seed)
{
    const long ValidationPiece = 2000;

    /// <summary>Random training and held-out parts of the codes (N, d).</summary>
    internal (Tensor Train, Tensor Validation) Split(Tensor codes)
    {
        var n = codes.shape[0];
        var held = Math.Max(1, (long)Math.Round(ValidationShare * n));
        if (n - held < 2)
            throw new ArgumentException($"{Name}.Fit: expected at least {held + 2} codes for training and validation, got {n}; encode more samples.");
        using var random = RandomStream.Generator(Seed, RandomPurpose.Order);
        var order = randperm(n, generator: random);
        return (codes.index_select(0, order.narrow(0, held, n - held)), codes.index_select(0, order.narrow(0, 0, held)));
    }

    /// <summary>Trains by the mean over a batch of <paramref name="loss"/> (B, d) → (B,).</summary>
    internal CodeFitReport Run(Module module, Tensor train, Tensor validation, Func<Tensor, Generator, Tensor> loss, CancellationToken cancellation)
    {
        var stop = NotebookCell.Or(cancellation);
        using var scope = NewDisposeScope();
        using var thread = OneThread.Begin();
        using var adam = new Adam(module, Adam);
        var schedule = new PlateauSchedule(PlateauPatience, 0.5);
        var best = StopPatience is null ? null : Weights.Named(module).ToDictionary(w => w.Key, w => w.Value.detach().clone());
        var validations = new List<double>();
        var trainings = new List<double>();
        var keptEpoch = 0;
        if (best is not null)
            validations.Add(Validate());
        var lowest = best is null ? double.PositiveInfinity : validations[0];
        for (var epoch = 1; epoch <= Epochs && (StopPatience is not { } patience || epoch - keptEpoch <= patience); epoch++)
        {
            trainings.Add(Epoch(epoch));
            validations.Add(Validate());
            adam.LearningRate = schedule.Next(adam.LearningRate, validations[^1]);
            if (best is not null && !(validations[^1] < lowest))
                continue;
            (keptEpoch, lowest) = (epoch, validations[^1]);
            using var noGradients = no_grad();
            foreach (var (name, tensor) in Weights.Named(module))
                best?[name].copy_(tensor);
        }
        if (best is not null)
            Weights.Copy(module, best, "its best epoch");
        foreach (var parameter in module.parameters())
        {
            parameter.grad = null;
            parameter.requires_grad_(false);
        }
        return new CodeFitReport([.. trainings], [.. validations], keptEpoch, train.shape[0], validation.shape[0]);

        double Epoch(int epoch)
        {
            using var pass = NewDisposeScope();
            using var gradients = enable_grad();
            var n = train.shape[0];
            var steps = (n + BatchSize - 1) / BatchSize;
            using var shuffle = RandomStream.Generator(Seed, RandomPurpose.Order, epoch);
            var order = randperm(n, generator: shuffle);
            var total = zeros(1, dtype: float64);
            for (var i = 0L; i < steps; i++)
            {
                stop.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                using var random = RandomStream.Generator(Seed, RandomPurpose.Step, (epoch - 1) * steps + i);
                var batch = train.index_select(0, order.narrow(0, i * BatchSize, Math.Min(BatchSize, n - i * BatchSize)));
                adam.ZeroGrad();
                var value = loss(batch, random).mean();
                value.backward();
                adam.Step();
                total.add_(value.detach());
            }
            return Finite(total.item<double>() / steps, "training");
        }

        double Validate()
        {
            using var pass = NewDisposeScope();
            using var noGradients = no_grad();
            using var random = RandomStream.Generator(Seed, RandomPurpose.Validation);
            return Finite(validation.split(ValidationPiece).Sum(piece => loss(piece, random).to(float64).sum().item<double>()) / validation.shape[0], "validation");
        }
    }

    double Finite(double value, string what) => double.IsFinite(value)
        ? value
        : throw new InvalidOperationException($"{Name}.Fit: expected a finite {what} loss, got {value}; lower the learning rate.");
}
