using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Reining.Torch;

namespace Reining.Training;

/// <summary>
/// The folder of one run: <c>config.json</c>, <c>environment.json</c>, <c>log.txt</c>, <c>stats.jsonl</c>, pictures, the newest
/// <c>checkpoint-STEP.safetensors</c> and, when finished, <c>model.safetensors</c>.
/// </summary>
public sealed class RunFolder
{
    /// <summary>JSON as the run's files have it: snake_case names, enums as words, letters as they are.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
        WriteIndented = true,
    };

    /// <summary>Name of <see cref="ModelFile"/>.</summary>
    internal const string ModelName = "model.safetensors";

    /// <summary>Name of a net's file with running averages: see <see cref="TrainingPlan{TBatch}.KeepRunningStatistics"/>.</summary>
    internal static string Running(string net) => $"{net}-running.safetensors";

    const string EnvironmentName = "environment.json";
    static readonly JsonSerializerOptions Line = new(Json) { WriteIndented = false };
    readonly string _config;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Opens or makes the folder of a run with these options.</summary>
    /// <param name="path">The folder; its name tells the key options.</param>
    /// <param name="config">All options, written to <c>config.json</c>.</param>
    /// <exception cref="InvalidDataException">The folder holds a run with other options.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public RunFolder(string path, object config)
    {
        Path = System.IO.Path.GetFullPath(path);
        _config = JsonSerializer.Serialize(config, Json) + "\n";
        var file = File("config.json");
        if (!System.IO.File.Exists(file))
            AtomicFile.WriteText(file, _config);
        else if (Differences(System.IO.File.ReadAllText(file)) is { } differences)
            throw new InvalidDataException(
                $"Run '{Path}': expected the options of the run that is already there, got others ({differences}); " +
                "choose another folder or remove this one.");
    }

    /// <summary>Writes <c>environment.json</c>: what trains here now.</summary>
    /// <param name="compute">Where the nets are, and how precisely they compute.</param>
    public void WriteEnvironment(Compute compute) =>
        AtomicFile.WriteText(File(EnvironmentName), RunEnvironment.Describe(compute).ToJsonString(Json) + "\n");

    /// <summary>For a line about a finished run: its folder, and the commit that trained it if that is not this build's.</summary>
    public string Origin
    {
        get
        {
            var file = File(EnvironmentName);
            var commit = System.IO.File.Exists(file) ? (string?)JsonNode.Parse(System.IO.File.ReadAllText(file))?["commit"] : null;
            return commit is null || commit == RunEnvironment.Commit ? Path : $"{Path}, trained by commit {commit}";
        }
    }

    /// <summary>Path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Waits until no other process works in the folder and keeps others out until disposed; a process that ends, however, lets go.
    /// </summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public IDisposable Hold(CancellationToken cancellation = default)
    {
        var held = FileLock.Take(File("lock"), cancellation: cancellation);
        AtomicFile.RemoveLeftOvers(Path, "*.safetensors"); // the other files are written without holding the folder
        return held;
    }

    /// <summary>Keeps other processes out of the folder until disposed, or returns null if another one works in it.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public IDisposable? TryHold()
    {
        var held = FileLock.TryTake(File("lock"));
        if (held is not null)
            AtomicFile.RemoveLeftOvers(Path, "*.safetensors");
        return held;
    }

    /// <summary>Makes a file of the folder if it is not there, in one process at a time.</summary>
    /// <param name="name">The file.</param>
    /// <param name="make">Writes it.</param>
    /// <param name="cancellation">Ends the waiting for another process.</param>
    public void Ensure(string name, Action make, CancellationToken cancellation = default)
    {
        var file = File(name);
        if (System.IO.File.Exists(file))
            return;
        using var held = Hold(cancellation);
        if (!System.IO.File.Exists(file)) // another process was at it
            make();
    }

    /// <summary>A result of the run, kept as JSON; made if it is not there, in one process at a time.</summary>
    /// <param name="name">Its file.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="cancellation">Ends the waiting for another process.</param>
    /// <exception cref="InvalidDataException">The file does not parse.</exception>
    public T Result<T>(string name, Func<T> make, CancellationToken cancellation = default)
    {
        var file = File(name);
        Ensure(name, () => AtomicFile.WriteText(file, JsonSerializer.Serialize(make(), Json) + "\n"), cancellation);
        try
        {
            return JsonSerializer.Deserialize<T>(System.IO.File.ReadAllText(file), Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"Read '{file}': expected a {typeof(T).Name}, got text that does not parse ({e.Message}); " +
                "remove the file to make it again.", e);
        }
    }

    /// <summary>Where the chosen weights of a finished run are.</summary>
    public string ModelFile => File(ModelName);

    /// <summary>Appends a line with the time to <c>log.txt</c>.</summary>
    public void Log(string message) =>
        System.IO.File.AppendAllText(
            File("log.txt"), string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} {message}\n"));

    /// <summary>Appends one JSON object to <c>stats.jsonl</c>.</summary>
    public void AppendStats(JsonObject stats) => System.IO.File.AppendAllText(File("stats.jsonl"), stats.ToJsonString(Line) + "\n");

    /// <summary>Drops the statistics after a step: a resumed run writes them again.</summary>
    public void TruncateStats(long lastStep)
    {
        var file = File("stats.jsonl");
        if (!System.IO.File.Exists(file))
            return;
        var kept = System.IO.File.ReadLines(file).TakeWhile(line => Step(line) is { } step && step <= lastStep);
        AtomicFile.WriteText(file, string.Concat(kept.Select(l => l + "\n").ToList()));
    }

    /// <summary>All complete lines of <c>stats.jsonl</c>.</summary>
    public IReadOnlyList<JsonObject> ReadStats() => !System.IO.File.Exists(File("stats.jsonl")) ? [] :
        [.. System.IO.File.ReadLines(File("stats.jsonl")).Where(l => Step(l) is not null).Select(l => JsonNode.Parse(l)!.AsObject())];

    /// <summary>The newest checkpoint and its step, or null.</summary>
    public (string Path, long Step)? NewestCheckpoint() => Checkpoints().Select(c => ((string, long)?)c).LastOrDefault();

    /// <summary>Name of the checkpoint of a step.</summary>
    public string CheckpointFile(long step) => File(string.Create(CultureInfo.InvariantCulture, $"checkpoint-{step:D8}.safetensors"));

    /// <summary>Removes checkpoints older than a step.</summary>
    public void RemoveCheckpointsBefore(long step)
    {
        foreach (var (path, _) in Checkpoints().Where(c => c.Step < step))
            System.IO.File.Delete(path);
    }

    IEnumerable<(string Path, long Step)> Checkpoints() =>
        from path in Directory.EnumerateFiles(Path, "checkpoint-*.safetensors")
        let digits = System.IO.Path.GetFileNameWithoutExtension(path)["checkpoint-".Length..]
        where long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        let step = long.Parse(digits, CultureInfo.InvariantCulture)
        orderby step
        select (path, step);

    /// <summary>The step of a statistics line; null for a line that a crash cut off.</summary>
    static long? Step(string line)
    {
        try
        {
            return (long?)JsonNode.Parse(line)?["step"];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    string? Differences(string stored)
    {
        if (stored == _config)
            return null;
        Dictionary<string, string> a, b = Flatten(JsonNode.Parse(_config));
        try
        {
            a = Flatten(JsonNode.Parse(stored));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return $"its config.json does not parse: {e.Message}";
        }
        var others = a.Keys.Union(b.Keys).Where(k => a.GetValueOrDefault(k) != b.GetValueOrDefault(k)).Order(StringComparer.Ordinal);
        var texts = others.Take(3).Select(Text).ToList();
        return texts.Count == 0 ? null : string.Join(", ", texts);

        string Text(string name) => $"{name}: {a.GetValueOrDefault(name, "absent")} there, {b.GetValueOrDefault(name, "absent")} asked";
    }

    static Dictionary<string, string> Flatten(JsonNode? node, string prefix = "") => node switch
    {
        JsonObject o => o.SelectMany(p => Flatten(p.Value, prefix.Length == 0 ? p.Key : $"{prefix}.{p.Key}")).ToDictionary(),
        JsonArray a => a.SelectMany((n, i) => Flatten(n, $"{prefix}[{i}]")).ToDictionary(),
        _ => new() { [prefix] = node?.ToJsonString() ?? "null" },
    };
}
