using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Data;
using Reining.Models;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// The training loop: Adam, learning rate halved on a plateau, weights with the best validation loss kept, and a run folder from
/// which it resumes exactly: n steps equal k steps, a kill at any moment, and n − k steps more, bit for bit on the CPU.
/// </summary>
/// <param name="train">Training images; padded to the model's side.</param>
/// <param name="validation">Held-out images that select the weights; disjoint from the training images.</param>
/// <param name="options">How to train.</param>
public sealed class Trainer(LabeledImages train, LabeledImages validation, FitOptions options)
{
    const int EvaluationBatch = 500;
    double _lastLoss = double.NaN;

    /// <summary>Where and how precisely; the model is moved there and stays there.</summary>
    public Compute Compute { get; init; } = Compute.Cpu;

    /// <summary>Called after every measured step and every epoch.</summary>
    public Action<FitProgress>? OnProgress { get; init; }

    /// <summary>Writes sample pictures; called after each epoch with the file to write.</summary>
    public Action<Autoencoder, string>? WriteSamples { get; init; }

    /// <summary>Trains, or resumes, or returns at once if the run is finished; the model ends with the chosen weights.</summary>
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
        var stop = cancellation.CanBeCanceled ? cancellation : (AppContext.GetData("Notebook.CancellationToken") as Func<CancellationToken>)?.Invoke() ?? default;
        using var outer = NewDisposeScope();
        if (Compute.Device.type != DeviceType.CPU)
            model.to(Compute.Device);
        using var adam = new Adam(model, options.Adam);
        using var average = options.AverageDecay is { } decay ? new MovingAverage(model, decay) : null;
        var stream = new BatchStream(train.Count, options.BatchSize, RandomStream.Seed(options.Seed, RandomPurpose.Order));
        var steps = (long)options.Epochs * stream.BatchesPerEpoch;
        var best = Weights.Named(model).ToDictionary(w => w.Key, w => w.Value.detach().clone());

        var checkpoint = new Checkpoint(run, model, best, adam, average);
        var state = checkpoint.Load() ?? new FitState { LearningRate = options.Adam.LearningRate };
        run.TruncateStats(state.Step);
        run.Log(state.Step == 0 ? $"start: {steps} steps, {TorchRuntime.Info}, on {Compute}" : $"resume at step {state.Step} of {steps}, on {Compute}");
        stream.Seek(new BatchPosition(state.Step / stream.BatchesPerEpoch, (int)(state.Step % stream.BatchesPerEpoch)));

        var clock = new Stopwatch();
        var firstStep = state.Step;
        while (state.Step < steps)
        {
            if (stop.IsCancellationRequested)
            {
                checkpoint.Save(state);
                run.Log($"cancelled at step {state.Step}");
                throw new OperationCanceledException($"Training stopped at step {state.Step} of {steps}; the same command goes on from there.", stop);
            }
            var measure = (state.Step + 1) % options.StatsSteps == 0 || state.Step == 0;
            clock.Start();
            var terms = TrainStep(model, adam, average, stream.Next().Indices, state, measure);
            clock.Stop();
            state.Step++;

            var speed = (state.Step - firstStep) * options.BatchSize / clock.Elapsed.TotalSeconds;
            if (measure)
                Report(run, state, steps, stream, terms!, speed);
            var epochEnds = state.Step % stream.BatchesPerEpoch == 0;
            if (epochEnds)
                EndEpoch(model, average, best, run, state, steps, stream, speed);
            if (epochEnds || (options.CheckpointSteps > 0 && state.Step % options.CheckpointSteps == 0))
                checkpoint.Save(state);
        }

        Weights.Copy(model, best, "the best epoch");
        model.eval();
        Weights.Save(model, run.ModelFile);
        return new FitResult(steps, state.BestEpoch, state.BestLoss, state.LearningRate);
    }

    /// <summary>One update; returns the loss terms as numbers if asked (reading them waits for the device).</summary>
    List<(string Name, double Value)>? TrainStep(Autoencoder model, Adam adam, MovingAverage? average, int[] indices, FitState state, bool measure)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        adam.LearningRate = state.LearningRate;
        var terms = TrainingStep.Take(model, adam, train, indices, options.Seed, state.Step, Compute);
        average?.Update();
        return measure ? [.. terms.Named().Select(t => (t.Name, t.Value.ToDouble()))] : null;
    }

    void Report(RunFolder run, FitState state, long steps, BatchStream stream, List<(string Name, double Value)> terms, double speed)
    {
        var loss = _lastLoss = terms[0].Value;
        if (!double.IsFinite(loss))
            throw NotFinite(state, $"expected a finite loss, got {loss}");
        var line = new JsonObject { ["step"] = state.Step, ["epoch"] = (double)state.Step / stream.BatchesPerEpoch };
        foreach (var (name, value) in terms)
            line[name] = value;
        line["learning_rate"] = state.LearningRate;
        line["img_per_s"] = Math.Round(speed, 1);
        line["peak_mib"] = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        if (Compute.UsedMiB() is { } used)
            line["gpu_used_mib"] = used;
        run.AppendStats(line);
        OnProgress?.Invoke(new FitProgress(state.Step, steps, state.Step / stream.BatchesPerEpoch, loss, state.ValidationLoss, speed));
    }

    void EndEpoch(Autoencoder model, MovingAverage? average, Dictionary<string, Tensor> best, RunFolder run, FitState state, long steps, BatchStream stream, double speed)
    {
        using var scope = NewDisposeScope();
        var trained = average is null ? null : Weights.Named(model).ToDictionary(w => w.Key, w => w.Value.detach().clone());
        if (average is not null)
            Weights.Copy(model, average.Values, "the moving average");

        var epoch = state.Step / stream.BatchesPerEpoch;
        var loss = Evaluate(model);
        if (!double.IsFinite(loss))
            throw NotFinite(state, $"expected a finite validation loss, got {loss}");
        state.ValidationLoss = loss;
        if (loss < state.BestLoss)
        {
            (state.BestLoss, state.BestEpoch) = (loss, epoch);
            using var noGrad = no_grad();
            foreach (var (name, value) in Weights.Named(model))
                best[name].copy_(value);
        }
        WriteSamples?.Invoke(model, run.File($"samples-{state.Step:D8}.png"));
        if (trained is not null)
            Weights.Copy(model, trained, "before validation");

        var schedule = new PlateauSchedule(options.PlateauPatience, options.PlateauFactor) { Best = state.PlateauBest, Waited = state.PlateauWaited };
        state.LearningRate = schedule.Next(state.LearningRate, loss);
        (state.PlateauBest, state.PlateauWaited) = (schedule.Best, schedule.Waited);
        run.AppendStats(new JsonObject { ["step"] = state.Step, ["epoch"] = epoch, ["validation_loss"] = loss, ["best_epoch"] = state.BestEpoch });
        OnProgress?.Invoke(new FitProgress(state.Step, steps, epoch, _lastLoss, loss, speed));
    }

    internal static ArithmeticException NotFinite(FitState state, string what) =>
        new(FormattableString.Invariant($"Train step {state.Step}: {what}; lower the learning rate (now {state.LearningRate}). The last checkpoint is kept."));

    /// <summary>Mean loss over the validation images, in evaluation mode; a gradient penalty has no part in it.</summary>
    double Evaluate(Autoencoder model)
    {
        using var noGrad = no_grad();
        model.eval();
        using var random = RandomStream.Generator(options.Seed, RandomPurpose.Validation);
        var sum = 0.0;
        foreach (var indices in Enumerable.Range(0, validation.Count).Chunk(EvaluationBatch))
        {
            using var scope = NewDisposeScope();
            sum += model.Loss(TrainingStep.Batch(validation, indices, model.Net, Compute.Device), random).Total.ToDouble() * indices.Length;
        }
        return sum / validation.Count;
    }
}
