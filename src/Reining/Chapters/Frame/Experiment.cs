using System.Diagnostics;
using System.Text.Json;
using Reining.Torch;
using Reining.Training;

namespace Reining.Chapters;

/// <summary>
/// Something that is measured once and kept: the run folder holds <c>result.json</c> when it is finished. A finished experiment is read
/// back instead of run again; one that was interrupted goes on.
/// </summary>
public abstract class Experiment
{
    const string ResultFile = "result.json", FinishedFile = "finished.json";
    readonly Lazy<RunFolder> _run;

    /// <summary>An experiment in a folder; nothing is written before it runs.</summary>
    /// <param name="path">The run folder, <c>OUT/runs/CHAPTER/NAME</c>.</param>
    /// <param name="config">All options that decide its result, for <c>config.json</c>.</param>
    /// <param name="model">Identifier of the model.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    protected Experiment(string path, object config, string model, ulong seed)
    {
        (Path, Model, Seed, Title) = (System.IO.Path.GetFullPath(path), model, seed, model);
        _run = new(() => new RunFolder(Path, config));
    }

    /// <summary>The run folder's path.</summary>
    public string Path { get; }

    /// <summary>Identifier of the model.</summary>
    public string Model { get; }

    /// <summary>Seed of everything random in it.</summary>
    public ulong Seed { get; }

    /// <summary>Identifier of the arm; empty for the usual one.</summary>
    public string Arm { get; init; } = "";

    /// <summary>Identifier of the data set.</summary>
    public string Data { get; init; } = "";

    /// <summary>Name in progress lines.</summary>
    public string Title { get; init; }

    /// <summary>Experiments whose runs it reads; they are finished before it begins.</summary>
    public IReadOnlyList<Experiment> Requires { get; init; } = [];

    /// <summary>The run folder; opened, and checked against the options of an earlier run, on first use.</summary>
    /// <exception cref="InvalidDataException">The folder holds a run with other options.</exception>
    public RunFolder Run => _run.Value;

    /// <summary>Whether the result is there, with the same options.</summary>
    public bool IsFinished => File.Exists(System.IO.Path.Combine(Path, ResultFile)) && File.Exists(Run.File(ResultFile));

    /// <summary>Runs it (or goes on) if it is not finished and no other process is at it.</summary>
    /// <param name="control">Device, progress, cancellation.</param>
    /// <returns>Whether it is finished now.</returns>
    public bool TryFinish(ExperimentControl control)
    {
        ArgumentNullException.ThrowIfNull(control);
        if (IsFinished)
            return true;
        using var held = Run.TryHold();
        if (held is null)
            return false;
        if (IsFinished) // another process was at it
            return true;
        control.OnBegin?.Invoke();
        var clock = Stopwatch.StartNew();
        var measurements = Work(control);
        var finished =
            new Finished(Math.Round(clock.Elapsed.TotalSeconds, 1), RunEnvironment.Commit, RunEnvironment.Device, DateTime.UtcNow);
        AtomicFile.WriteText(Run.File(FinishedFile), JsonSerializer.Serialize(finished, RunFolder.Json) + "\n");
        AtomicFile.WriteText(Run.File(ResultFile), JsonSerializer.Serialize(measurements, RunFolder.Json) + "\n");
        return true;
    }

    /// <summary>What was measured.</summary>
    /// <exception cref="FileNotFoundException">The experiment is not finished.</exception>
    /// <exception cref="InvalidDataException">The file does not parse.</exception>
    public IReadOnlyList<Measurement> Results() => Read<IReadOnlyList<Measurement>>(ResultFile);

    /// <summary>When, where and how long it was measured.</summary>
    /// <exception cref="FileNotFoundException">The experiment is not finished.</exception>
    internal Finished HowFinished() => Read<Finished>(FinishedFile);

    /// <summary>Trains and measures.</summary>
    protected abstract IReadOnlyList<Measurement> Work(ExperimentControl control);

    T Read<T>(string name)
    {
        var file = Run.File(name);
        if (!File.Exists(file))
            throw new FileNotFoundException(
                $"Read {Title}: expected '{file}', which a finished run leaves; run the experiment first.", file);
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), RunFolder.Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"Read '{file}': expected a result, got text that does not parse ({e.Message}); remove the file to measure again.", e);
        }
    }

    /// <summary>When, where and how long an experiment was measured.</summary>
    /// <param name="Seconds">Of the process that finished it.</param>
    /// <param name="Commit">Commit of the library.</param>
    /// <param name="Device">Processor or GPU.</param>
    /// <param name="At">When it ended, UTC.</param>
    internal sealed record Finished(double Seconds, string Commit, string Device, DateTime At);
}
