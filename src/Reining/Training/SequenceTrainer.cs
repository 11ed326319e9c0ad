using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Data;
using Reining.Models;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// The training loop for autoencoders of strings, with the run folder, checkpoints and exact resumption of <see cref="Trainer"/>.
/// </summary>
/// <param name="train">Training sequences (N, T), int64.</param>
/// <param name="validation">Held-out sequences (n, T), which select the weights.</param>
/// <param name="options">How to train; a moving average of the weights is not supported.</param>
/// <param name="minimumLearningRate">The schedule does not go below this.</param>
public sealed class SequenceTrainer(Tensor train, Tensor validation, FitOptions options, double minimumLearningRate = 1e-4)
{
    const int EvaluationBatch = 500;
    double _lastLoss = double.NaN;

    /// <summary>Called after every measured step and every epoch.</summary>
    public Action<FitProgress>? OnProgress { get; init; }

    /// <summary>Trains, or resumes, or returns at once if the run is finished; the model ends with the chosen weights, in evaluation mode.</summary>
    /// <param name="model">The model, freshly made from the run's options.</param>
    /// <param name="run">Where everything is kept.</param>
    /// <param name="cancellation">Stops between steps, after a checkpoint. In a notebook the cell's interrupt does so without it.</param>
    /// <exception cref="InvalidDataException">The checkpoint is of another architecture or damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the run resumes from its checkpoint.</exception>
    /// <exception cref="ArgumentException">There are no validation sequences, fewer training sequences than a batch, or a moving average is asked for.</exception>
    /// <exception cref="ArithmeticException">The loss or a weight is no longer finite.</exception>
    public FitResult Fit(GrammarAutoencoder model, RunFolder run, CancellationToken cancellation = default)
    {
        if (validation.shape[0] == 0)
            throw new ArgumentException("SequenceTrainer: expected validation sequences, got none; leave out some of the training sequences.");
        if (options.AverageDecay is not null)
            throw new ArgumentException("SequenceTrainer: expected no AverageDecay, got one; set it to null.");
        var stop = cancellation.CanBeCanceled ? cancellation : (AppContext.GetData("Notebook.CancellationToken") as Func<CancellationToken>)?.Invoke() ?? default;
        using var outer = NewDisposeScope();
        using var adam = new Adam(model, options.Adam);
        var stream = new BatchStream((int)train.shape[0], options.BatchSize, RandomStream.Seed(options.Seed, RandomPurpose.Order));
        var steps = (long)options.Epochs * stream.BatchesPerEpoch;
        var best = Weights.Named(model).ToDictionary(w => w.Key, w => w.Value.detach().clone());

        var checkpoint = new Checkpoint(run, model, best, adam, average: null);
        var state = checkpoint.Load() ?? new FitState { LearningRate = options.Adam.LearningRate };
        run.TruncateStats(state.Step);
        run.Log(state.Step == 0 ? $"start: {steps} steps, {TorchRuntime.Info}" : $"resume at step {state.Step} of {steps}");
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
            var terms = Step(model, adam, stream.Next().Indices, state, measure);
            clock.Stop();
            state.Step++;

            var speed = (state.Step - firstStep) * options.BatchSize / clock.Elapsed.TotalSeconds;
            FitProgress Progress() => new(state.Step, steps, state.Step / stream.BatchesPerEpoch, _lastLoss, state.ValidationLoss, speed) { Unit = "strings" };
            if (measure)
            {
                Record(run, state, terms!, (double)state.Step / stream.BatchesPerEpoch);
                OnProgress?.Invoke(Progress());
            }
            var epochEnds = state.Step % stream.BatchesPerEpoch == 0;
            if (epochEnds)
            {
                EndEpoch(model, best, run, state, state.Step / stream.BatchesPerEpoch);
                OnProgress?.Invoke(Progress());
            }
            if (epochEnds || (options.CheckpointSteps > 0 && state.Step % options.CheckpointSteps == 0))
                checkpoint.Save(state);
        }

        Weights.Copy(model, best, "the best epoch");
        model.eval();
        Weights.Save(model, run.ModelFile);
        return new FitResult(steps, state.BestEpoch, state.BestLoss, state.LearningRate);
    }

    /// <summary>One update; returns the loss terms as numbers if asked.</summary>
    List<(string Name, double Value)>? Step(GrammarAutoencoder model, Adam adam, int[] indices, FitState state, bool measure)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        using var random = RandomStream.Generator(options.Seed, RandomPurpose.Step, state.Step);
        adam.LearningRate = state.LearningRate;
        model.train();
        adam.ZeroGrad();
        var terms = model.Loss(train.index_select(0, tensor(indices)), random);
        terms.Total.backward();
        adam.Step();
        return measure ? [.. terms.Named().Select(t => (t.Name, t.Value.ToDouble()))] : null;
    }

    void Record(RunFolder run, FitState state, List<(string Name, double Value)> terms, double epoch)
    {
        _lastLoss = terms[0].Value;
        if (!double.IsFinite(_lastLoss))
            throw Trainer.NotFinite(state, $"expected a finite loss, got {_lastLoss}");
        var line = new JsonObject { ["step"] = state.Step, ["epoch"] = epoch };
        foreach (var (name, value) in terms)
            line[name] = value;
        line["learning_rate"] = state.LearningRate;
        run.AppendStats(line);
    }

    void EndEpoch(GrammarAutoencoder model, Dictionary<string, Tensor> best, RunFolder run, FitState state, long epoch)
    {
        var loss = Evaluate(model);
        if (!double.IsFinite(loss))
            throw Trainer.NotFinite(state, $"expected a finite validation loss, got {loss}");
        state.ValidationLoss = loss;
        if (loss < state.BestLoss)
        {
            (state.BestLoss, state.BestEpoch) = (loss, epoch);
            using var noGrad = no_grad();
            foreach (var (name, value) in Weights.Named(model))
                best[name].copy_(value);
        }
        var schedule = new PlateauSchedule(options.PlateauPatience, options.PlateauFactor) { Best = state.PlateauBest, Waited = state.PlateauWaited };
        state.LearningRate = Math.Max(schedule.Next(state.LearningRate, loss), Math.Min(minimumLearningRate, state.LearningRate));
        (state.PlateauBest, state.PlateauWaited) = (schedule.Best, schedule.Waited);
        run.AppendStats(new JsonObject { ["step"] = state.Step, ["epoch"] = epoch, ["validation_loss"] = loss, ["best_epoch"] = state.BestEpoch });
    }

    /// <summary>Mean loss over the validation sequences, in evaluation mode.</summary>
    double Evaluate(GrammarAutoencoder model)
    {
        using var noGrad = no_grad();
        model.eval();
        using var random = RandomStream.Generator(options.Seed, RandomPurpose.Validation);
        var sum = 0.0;
        foreach (var part in validation.split(EvaluationBatch))
        {
            using var scope = NewDisposeScope();
            sum += model.Loss(part, random).Total.ToDouble() * part.shape[0];
        }
        return sum / validation.shape[0];
    }
}
