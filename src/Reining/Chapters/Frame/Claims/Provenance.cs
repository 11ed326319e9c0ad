using System.Text.Json.Serialization;

namespace Reining.Chapters;

/// <summary>What measured something.</summary>
/// <param name="Profile">Name of the profile.</param>
/// <param name="Seeds">Seeds.</param>
/// <param name="Commits">Commits of the library that trained the models, the most frequent first.</param>
/// <param name="Devices">Where.</param>
/// <param name="Seconds">Training and measuring, all runs together.</param>
/// <param name="Finished">When the last of the runs ended, UTC.</param>
public sealed record Provenance(
    string Profile, IReadOnlyList<ulong> Seeds, IReadOnlyList<string> Commits, IReadOnlyList<string> Devices, double Seconds,
    DateTime Finished)
{
    /// <summary>Whether some model was trained by other code than this build's.</summary>
    [JsonIgnore]
    public bool IsStale => Commits.Any(c => c != Training.RunEnvironment.Commit);

    /// <summary>One line for tables and pages.</summary>
    public override string ToString() =>
        $"profile {Profile}, seed{(Seeds.Count == 1 ? "" : "s")} {string.Join(", ", Seeds)}, " +
        $"commit {string.Join(", ", Commits.Select(Short))}{(IsStale ? " (the code has changed since)" : "")}, " +
        FormattableString.Invariant($"{string.Join(", ", Devices)}, {Finished:yyyy-MM-dd}");

    static string Short(string commit) => commit.Length > 12 ? commit[..12] : commit;
}
