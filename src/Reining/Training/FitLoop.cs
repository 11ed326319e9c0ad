using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Data;
using Reining.Display;
using Reining.Models;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>The training loop of <see cref="Trainer"/> and <see cref="SequenceTrainer"/>, which say what a step is and what validates.</summary>
sealed class FitLoop(nn.Module model, RunFolder run, FitOptions options, int trainCount)
{
    /// <summary>Samples in a piece of the validation.</summary>
    public const int ValidationBatch = 500;

    double _lastLoss = double.NaN;

    /// <summary>One update from the samples with these indices, after so many steps; its tensors are freed by the loop.</summary>
    public required Func<Adam, int[], long, LossTerms> Step { get; init; }

    /// <summary>The held-out samples in pieces: how many, and their mean loss in evaluation mode.</summary>
    public required IReadOnlyList<(long Count, Func<Generator, LossTerms> Loss)> Validation { get; init; }

    /// <summary>Where the model is.</summary>
    public Compute Compute { get; init; } = Compute.Cpu;

    /// <summary>What the speed counts.</summary>
    public string Unit { get; init; } = "img";

    /// <summary>The schedule does not go below this.</summary>
    public double MinimumLearningRate { get; init; }

    public Action<FitProgress>? OnProgress { get; init; }

    /// <summary>Called after each epoch with a picture file to write.</summary>
    public Action<string>? WriteSamples { get; init; }

    public FitResult Run(CancellationToken cancellation)
    {
        var stop = NotebookCell.Or(cancellation);
        using var outer = NewDisposeScope();
        using var adam = new Adam(model, options.Adam);
        using var average = options.AverageDecay is { } decay ? new MovingAverage(model, decay) : null;
        var sampler = new BatchSampler(trainCount, options.BatchSize, RandomStream.Seed(options.Seed, RandomPurpose.Order));
        var steps = (long)options.Epochs * sampler.BatchesPerEpoch;
        var best = Copies();

        var checkpoint = new Checkpoint(run, model, best, adam, average);
        var state = checkpoint.Load() ?? new FitState { LearningRate = options.Adam.LearningRate };
        run.TruncateStats(state.Step);
        run.WriteEnvironment();
        run.Log(state.Step == 0 ? $"start: {steps} steps, {TorchRuntime.Info}, on {Compute}" : $"resume at step {state.Step} of {steps}, on {Compute}");

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
            var terms = Update(adam, average, sampler.Batch(state.Step), state, measure);
            clock.Stop();
            state.Step++;

            var speed = (state.Step - firstStep) * options.BatchSize / clock.Elapsed.TotalSeconds;
            void Report() => OnProgress?.Invoke(new FitProgress(state.Step, steps, state.Step / sampler.BatchesPerEpoch, _lastLoss, state.ValidationLoss, speed) { Unit = Unit });
            if (measure)
            {
                Record(terms!, state, (double)state.Step / sampler.BatchesPerEpoch, speed);
                Report();
            }
            var epochEnds = state.Step % sampler.BatchesPerEpoch == 0;
            if (epochEnds)
            {
                EndEpoch(average, best, state, state.Step / sampler.BatchesPerEpoch);
                Report();
            }
            if (epochEnds || (options.CheckpointSteps > 0 && state.Step % options.CheckpointSteps == 0))
                checkpoint.Save(state);
        }

        Weights.Copy(model, best, "the best epoch");
        model.eval();
        Weights.Save(model, run.ModelFile);
        return new FitResult(steps, state.BestEpoch, state.BestLoss, state.LearningRate);
    }

    /// <summary>One update; returns the loss terms as numbers if asked (reading them waits for the device).</summary>
    List<(string Name, double Value)>? Update(Adam adam, MovingAverage? average, int[] indices, FitState state, bool measure)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        adam.LearningRate = state.LearningRate;
        var terms = Step(adam, indices, state.Step);
        average?.Update();
        return measure ? [.. terms.Named().Select(t => (t.Name, t.Value.ToDouble()))] : null;
    }

    void Record(List<(string Name, double Value)> terms, FitState state, double epoch, double speed)
    {
        _lastLoss = terms[0].Value;
        if (!double.IsFinite(_lastLoss))
            throw NotFinite(state, $"expected a finite loss, got {_lastLoss}");
        var line = new JsonObject { ["step"] = state.Step, ["epoch"] = epoch };
        foreach (var (name, value) in terms)
            line[name] = value;
        line["learning_rate"] = state.LearningRate;
        line[$"{Unit}_per_s"] = Math.Round(speed, 1);
        line["peak_mib"] = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        if (Compute.UsedMiB() is { } used)
            line["gpu_used_mib"] = used;
        run.AppendStats(line);
    }

    void EndEpoch(MovingAverage? average, Dictionary<string, Tensor> best, FitState state, long epoch)
    {
        using var scope = NewDisposeScope();
        var trained = average is null ? null : Copies();
        if (average is not null)
            Weights.Copy(model, average.Values, "the moving average");

        var loss = Validate();
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
        WriteSamples?.Invoke(run.File($"samples-{state.Step:D8}.png"));
        if (trained is not null)
            Weights.Copy(model, trained, "before validation");

        var schedule = new PlateauSchedule(options.PlateauPatience, options.PlateauFactor, options.PlateauImprovement) { Best = state.PlateauBest, Waited = state.PlateauWaited };
        state.LearningRate = Math.Max(schedule.Next(state.LearningRate, loss), Math.Min(MinimumLearningRate, state.LearningRate));
        (state.PlateauBest, state.PlateauWaited) = (schedule.Best, schedule.Waited);
        run.AppendStats(new JsonObject { ["step"] = state.Step, ["epoch"] = epoch, ["validation_loss"] = loss, ["best_epoch"] = state.BestEpoch });
    }

    /// <summary>Mean loss over the held-out samples; the same random numbers every time.</summary>
    double Validate()
    {
        using var noGrad = no_grad();
        model.eval();
        using var random = RandomStream.Generator(options.Seed, RandomPurpose.Validation);
        var sum = 0.0;
        foreach (var (count, loss) in Validation)
        {
            NotebookCell.Token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            sum += loss(random).Total.ToDouble() * count;
        }
        return sum / Validation.Sum(v => v.Count);
    }

    Dictionary<string, Tensor> Copies() => Weights.Named(model).ToDictionary(w => w.Key, w => w.Value.detach().clone());

    internal static ArithmeticException NotFinite(FitState state, string what) =>
        new(FormattableString.Invariant($"Train step {state.Step}: {what}; lower the learning rate (now {state.LearningRate}). The last checkpoint is kept."));
}
