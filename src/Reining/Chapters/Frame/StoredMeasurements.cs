using System.Text.Json;
using Reining.Torch;
using Reining.Training;

namespace Reining.Chapters;

/// <summary>Measurements in a file, each once, with what made them and the claims that they decide.</summary>
/// <param name="Provenance">What made them.</param>
/// <param name="Claims">The claims, judged.</param>
/// <param name="Measurements">The measurements.</param>
public sealed record StoredMeasurements(Provenance Provenance, IReadOnlyList<ClaimResult> Claims, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>Figures beside the file: names without <c>.png</c>, with what to see in them.</summary>
    public IReadOnlyList<StoredFigure> Figures { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It does not parse.</exception>
    public static StoredMeasurements Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"Read '{path}': expected a file of measurements, got none; a run leaves them in OUT/CHAPTER.", path);
        try
        {
            var stored = JsonSerializer.Deserialize<StoredMeasurements>(File.ReadAllText(path), RunFolder.Json);
            return stored is { Provenance: not null, Measurements: not null } ? stored : throw new JsonException("no measurements");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Read '{path}': expected measurements, got text that does not parse ({e.Message}).", e);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, RunFolder.Json) + "\n");

    /// <summary>The same with claims judged anew from the measurements, as after a change of rule.</summary>
    /// <param name="claims">The claims; those of which nothing was measured are left out.</param>
    public StoredMeasurements Judged(IEnumerable<Claim> claims)
    {
        var judged = claims.Select(c => c.Judge(Measurements) with { Provenance = Provenance }).ToList();
        return this with { Claims = new ClaimReport(judged).Settled().Claims };
    }

    /// <summary>Together with measurements of another run of the same profile, such as of further seeds. What both have is taken from the
    /// other run; verdicts stay as they are until they are judged anew.</summary>
    /// <exception cref="ArgumentException">Another profile.</exception>
    public StoredMeasurements With(StoredMeasurements more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var (mine, other) = (Provenance, more.Provenance);
        if (mine.Profile != other.Profile)
            throw new ArgumentException(
                $"Add measurements: expected some of profile {mine.Profile}, got {other.Profile}; results of different sizes do not mix.");
        var news = more.Measurements.Select(Key).ToHashSet();
        return this with
        {
            Provenance = new(
                mine.Profile, [.. mine.Seeds.Union(other.Seeds).Order()], [.. mine.Commits.Union(other.Commits)],
                [.. mine.Devices.Union(other.Devices)], mine.Seconds + other.Seconds,
                mine.Finished > other.Finished ? mine.Finished : other.Finished),
            Measurements = [.. Measurements.Where(m => !news.Contains(Key(m))), .. more.Measurements],
        };

        static (string, ulong, string, string, Axis?) Key(Measurement m) => (m.Model, m.Seed, m.Arm, m.Data, m.Axis);
    }
}
