using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Reining.Display;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// The only training loop: carries out a plan, with statistics, samples, progress and a run folder from which it resumes exactly: n steps
/// equal k steps, a kill at any moment, and n − k steps more, bit for bit on the CPU.
/// </summary>
/// <typeparam name="TBatch">What a step is made from.</typeparam>
/// <param name="plan">What is trained and how.</param>
public sealed class TrainingLoop<TBatch>(TrainingPlan<TBatch> plan)
{
    /// <summary>Called after every measured step and every epoch.</summary>
    public Action<FitProgress>? OnProgress { get; init; }

    /// <summary>
    /// Writes sample pictures of the nets as they would be used; called after each epoch with the file to write, if there is a run folder.
    /// </summary>
    public Action<string>? WriteSamples { get; init; }

    /// <summary>
    /// Trains, or resumes, or returns at once if the run is finished; the nets end with the chosen weights, in evaluation mode.
    /// </summary>
    /// <param name="run">Where everything is kept; null to keep nothing.</param>
    /// <param name="cancellation">Stops between steps, after a checkpoint. In a notebook the cell's interrupt does so without it.</param>
    /// <returns>The outcome, with the learning rate of the first net.</returns>
    /// <exception cref="ArgumentException">Names of the plan that do not fit together.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is of another plan, of another version, or damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a run with a folder resumes from its checkpoint.</exception>
    /// <exception cref="ArithmeticException">A loss or a weight is no longer finite.</exception>
    public FitResult Run(RunFolder? run = null, CancellationToken cancellation = default)
    {
        plan.Check();
        var stop = NotebookCell.Or(cancellation);
        using var outer = NewDisposeScope();
        using var steps = new PlanSteps<TBatch>(plan);
        using var weights = new PlanWeights<TBatch>(plan, steps);
        var state = new RunState(steps.Nets.ToDictionary(n => n.Name, n => n.Rate), plan.State.Numbers);
        var checkpoint = run is null ? null : Checkpoint(run, state, steps, weights);
        checkpoint?.Load();
        run?.TruncateStats(state.Step);
        run?.WriteEnvironment(plan.Compute);
        run?.Log(state.Step == 0 ? $"start: {plan.Steps} steps, {TorchRuntime.Info}, on {plan.Compute}"
            : $"resume at step {state.Step} of {plan.Steps}, on {plan.Compute}");

        var (loss, clock, firstStep, perEpoch) = (double.NaN, new Stopwatch(), state.Step, plan.StepsPerEpoch);
        if (state.Step == 0 && plan.Keep.CountsStart && double.IsNaN(state.KeptScore))
        {
            EndEpoch(0);
            Report();
        }
        while (state.Step < plan.Steps && !(state.Step / perEpoch - state.KeptEpoch >= plan.StopPatience))
        {
            if (stop.IsCancellationRequested)
            {
                checkpoint?.Save(NotFinite);
                run?.Log($"cancelled at step {state.Step}");
                var remedy = run is null ? "" : "; the same command goes on from there";
                throw new OperationCanceledException($"Training stopped at step {state.Step} of {plan.Steps}{remedy}.", stop);
            }
            var measure = plan.StatsSteps > 0 && ((state.Step + 1) % plan.StatsSteps == 0 || state.Step == 0);
            clock.Start();
            var terms = Step(measure);
            clock.Stop();
            state.Step++;
            if (terms is not null)
            {
                Record(terms);
                Report();
            }
            var epochEnds = state.Step % perEpoch == 0 || state.Step == plan.Steps;
            if (epochEnds)
            {
                EndEpoch((state.Step + perEpoch - 1) / perEpoch);
                if (plan.Keep.Measures || !measure)
                    Report();
            }
            if (epochEnds || (plan.CheckpointSteps > 0 && state.Step % plan.CheckpointSteps == 0))
                checkpoint?.Save(NotFinite);
        }
        weights.Finish(run);
        return new FitResult(plan.Steps, state.KeptEpoch, state.KeptScore, steps.Nets[0].RateAt(state.Step, plan.Steps));

        // One step; its losses as numbers if asked (reading them waits for the device).
        List<(string Name, double Value)>? Step(bool measure)
        {
            using var scope = NewDisposeScope();
            var terms = steps.Take(state.Step);
            return measure ? [.. terms.Select(t => (t.Name, t.Value.ToDouble()))] : null;
        }

        void Record(List<(string Name, double Value)> terms)
        {
            loss = terms[0].Value;
            foreach (var (name, value) in terms.Where(t => !double.IsFinite(t.Value)))
                throw NotFinite($"expected a finite {name}, got {value}");
            if (run is null)
                return;
            var line = new JsonObject { ["step"] = state.Step, ["epoch"] = (double)state.Step / perEpoch };
            foreach (var (name, value) in terms)
                line[name] = value;
            foreach (var (name, value) in plan.State.Numbers)
                line[name] = value;
            foreach (var net in steps.Nets)
                line[steps.Nets.Count == 1 ? "learning_rate" : $"{net.Name}.learning_rate"] = net.RateAt(state.Step - 1, plan.Steps);
            line[$"{plan.Unit}_per_s"] = Math.Round(Speed(), 1);
            line["peak_mib"] = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
            if (plan.Compute.UsedMiB() is { } used)
                line["gpu_used_mib"] = used;
            run.AppendStats(line);
        }

        void EndEpoch(long epoch)
        {
            var draws = run is not null && WriteSamples is not null && epoch > 0;
            if (!plan.Keep.IsBest)
                state.KeptEpoch = epoch;
            if (!plan.Keep.Measures && !draws && plan.Inspect is null)
                return;
            state.Score = weights.Measure(measured => Keeps(measured, epoch), () =>
            {
                if (draws)
                    WriteSamples!(run!.File($"samples-{state.Step:D8}.png"));
                if (epoch > 0)
                    plan.Inspect?.Invoke(state.Step);
            });
            if (!plan.Keep.Measures)
                return;
            foreach (var net in steps.Nets.Where(_ => epoch > 0))
                net.Validated(plan.Keep.AsLoss(state.Score));
            run?.AppendStats(
                new() { ["step"] = state.Step, ["epoch"] = epoch, [plan.Keep.Name] = state.Score, ["best_epoch"] = state.KeptEpoch });
        }

        bool Keeps(double measured, long epoch)
        {
            if (plan.Keep.Measures && !double.IsFinite(measured))
                throw NotFinite($"expected a finite {plan.Keep.Name.Replace('_', ' ')}, got {measured}");
            if (plan.Keep.IsBest && plan.Keep.AsLoss(measured) >= plan.Keep.AsLoss(state.KeptScore)) // not of NaN: the first is kept
                return false;
            (state.KeptEpoch, state.KeptScore) = (epoch, measured);
            return true;
        }

        void Report() => OnProgress?.Invoke(
            new FitProgress(state.Step, plan.Steps, state.Step / perEpoch, loss, state.Score, Speed()) { Unit = plan.Unit });

        double Speed() => (state.Step - firstStep) * plan.BatchSize / clock.Elapsed.TotalSeconds;

        ArithmeticException NotFinite(string what)
        {
            var rates = string.Join(", ", steps.Nets.Select(n => n.RateAt(state.Step, plan.Steps).ToString(CultureInfo.InvariantCulture)));
            var kept = run is null ? "" : " The last checkpoint is kept.";
            return new($"Train step {state.Step}: {what}; lower the learning rate (now {rates}).{kept}");
        }
    }

    Checkpoint Checkpoint(RunFolder run, RunState state, PlanSteps<TBatch> steps, PlanWeights<TBatch> weights) => new(
        run, state, steps.Nets.ToDictionary(n => n.Name, n => n.Module),
        [
            ("kept", weights.Kept),
            .. steps.Nets.Select(n => ($"adam/{n.Name}", n.Adam.State())),
            .. steps.Averages.Select(a => ($"average/{a.Options.Name}", a.Values)),
            ("state", plan.State.Tensors),
        ]);
}
