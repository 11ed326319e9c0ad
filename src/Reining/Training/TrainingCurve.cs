using System.Text.Json;
using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// What nets are worth while they are trained: numbers after every so many steps, with the processor time that training took until then.
/// Measuring changes neither the training nor that time, and a run that was interrupted goes on with both.
/// </summary>
/// <param name="every">Steps from one point to the next; the last step is a point too.</param>
/// <param name="measure">Numbers of the nets as they would be used: averages in place, in evaluation mode.</param>
public sealed class TrainingCurve(long every, Func<IReadOnlyDictionary<string, double>> measure)
{
    /// <summary>In statistics: processor seconds of all threads, measuring left out.</summary>
    internal const string SecondsKey = "processor_seconds";

    const string FileName = "curve.json";

    readonly long _every = Options.Positive(every, nameof(every));
    SortedDictionary<long, CurvePoint> _points = [];
    TrainingState? _state;
    TimeSpan _counted;

    /// <summary>The points by steps.</summary>
    public IReadOnlyDictionary<long, CurvePoint> Points => _points;

    /// <summary>Processor seconds of the whole training; 0 before the first point.</summary>
    public double Seconds => _points.Count == 0 ? 0 : _points.Values.Last().Seconds;

    /// <summary>The plan, measured.</summary>
    /// <param name="plan">Keeps the last weights, without validation; its state gets a number.</param>
    /// <param name="run">Where points are kept; null to keep none.</param>
    /// <exception cref="ArgumentException">The plan selects weights or validates.</exception>
    public TrainingPlan<TBatch> On<TBatch>(TrainingPlan<TBatch> plan, RunFolder? run)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Keep.Measures || plan.EpochSteps != 0)
            throw new ArgumentException(
                "TrainingCurve.On: expected a plan that keeps its last weights and has no epochs, " +
                "got one that validates; measure it alone.");
        _state = plan.State;
        _state.Numbers[SecondsKey] = 0;
        var file = run?.File(FileName);
        _points = file is null || !File.Exists(file)
            ? []
            : JsonSerializer.Deserialize<SortedDictionary<long, CurvePoint>>(File.ReadAllText(file), RunFolder.Json)!;
        _counted = Environment.CpuUsage.TotalTime;
        var last = plan.Phases[^1];
        return plan with
        {
            Phases = [.. plan.Phases.SkipLast(1), last with { Loss = Counted }],
            EpochSteps = _every,
            CheckpointSteps = 0, // at each point
            Inspect = steps => Point(steps, file),
        };

        LossTerms Counted(TBatch batch, Generator random)
        {
            Count();
            return last.Loss(batch, random);
        }
    }

    void Count()
    {
        var now = Environment.CpuUsage.TotalTime;
        _state!.Numbers[SecondsKey] += (now - _counted).TotalSeconds;
        _counted = now;
    }

    void Point(long steps, string? file)
    {
        Count();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _points[steps] = new(_state!.Numbers[SecondsKey], measure());
        if (file is not null)
            AtomicFile.WriteText(file, JsonSerializer.Serialize(_points, RunFolder.Json) + "\n");
        _counted = Environment.CpuUsage.TotalTime;
    }
}
