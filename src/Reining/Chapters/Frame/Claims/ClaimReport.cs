using System.Text.Json;
using Reining.Figures;
using Reining.Torch;
using Reining.Training;

namespace Reining.Chapters;

/// <summary>Judged claims, of any chapters. Running one part of a chapter replaces that part's claims alone.</summary>
/// <param name="Claims">The claims.</param>
public sealed record ClaimReport(IReadOnlyList<ClaimResult> Claims)
{
    /// <summary>Reads a file that <see cref="Save"/> wrote; empty if there is none.</summary>
    /// <exception cref="InvalidDataException">The file does not parse.</exception>
    public static ClaimReport Load(string path)
    {
        if (!File.Exists(path))
            return new ClaimReport([]);
        try
        {
            return JsonSerializer.Deserialize<ClaimReport>(File.ReadAllText(path), RunFolder.Json) is { Claims: not null } report
                ? report
                : throw new JsonException("no claims");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"Read '{path}': expected claims, got text that does not parse ({e.Message}); " +
                "remove the file, the next run makes it again.", e);
        }
    }

    /// <summary>The claims and their verdicts, one a row.</summary>
    public ResultTable Table()
    {
        var table = new ResultTable(
            "Claims and verdicts",
            TableColumn.Text("claim"), TableColumn.Text("statement"), TableColumn.Text("margin"), TableColumn.Text("verdict"),
            TableColumn.Text("numbers"));
        foreach (var claim in Claims)
            table.Add(claim.Id, claim.Statement, claim.Margins.Length == 0 ? null : claim.Margins, claim.Verdict.Words(), claim.Why);
        return table;
    }

    /// <summary>Writes the claims as JSON.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, RunFolder.Json) + "\n");

    /// <summary>Merges claims into a file: those of the same identifiers are replaced, all others stay.</summary>
    /// <param name="path">The file; made if missing.</param>
    /// <param name="claims">The new ones.</param>
    /// <param name="unlessThere">Further ones, that replace none.</param>
    /// <returns>What the file holds now, settled.</returns>
    public static ClaimReport Merge(string path, IEnumerable<ClaimResult> claims, IReadOnlyList<ClaimResult>? unlessThere = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var held = FileLock.Take(path + ".lock");
        var known = Load(path).With(claims);
        var merged = known.With((unlessThere ?? []).ExceptBy(known.Claims.Select(c => c.Id), c => c.Id)).Settled();
        merged.Save(path);
        return merged;
    }

    /// <summary>The same with claims replaced or added.</summary>
    public ClaimReport With(IEnumerable<ClaimResult> claims)
    {
        var replaced = claims.ToDictionary(c => c.Id);
        return new([.. Claims.Select(c => replaced.Remove(c.Id, out var newer) ? newer : c), .. replaced.Values]);
    }

    /// <summary>The same with verdicts in which premises and parts count.</summary>
    /// <exception cref="InvalidOperationException">A claim rests on itself.</exception>
    public ClaimReport Settled()
    {
        var all = Claims.ToDictionary(c => c.Id);
        var settled = new Dictionary<string, ClaimResult>();
        return new([.. Claims.Select(c => Settle(c, []))]);

        ClaimResult Settle(ClaimResult claim, HashSet<string> resting)
        {
            if (settled.TryGetValue(claim.Id, out var done))
                return done;
            if (!resting.Add(claim.Id))
                throw new InvalidOperationException($"Claims: expected premises without a circle, got {claim.Id} among its own.");
            var own = claim.Parts.Count == 0 ? claim : Conjunction(claim, [.. claim.Parts.Select(id => (id, Find(id)))]);
            var failed = claim.Premises.Where(id => Find(id)?.Verdict is Verdict.Fails or Verdict.PremiseFailed).ToList();
            resting.Remove(claim.Id);
            return settled[claim.Id] = failed.Count == 0 || own.OwnVerdict == Verdict.NotTestableHere
                ? own with { Verdict = own.OwnVerdict, Why = Bare(own.Why) }
                : own with { Verdict = Verdict.PremiseFailed, Why = $"premise failed: {string.Join(", ", failed)}. {Bare(own.Why)}" };

            ClaimResult? Find(string id) => all.TryGetValue(id, out var other) ? Settle(other, resting) : null;
        }
    }

    static ClaimResult Conjunction(ClaimResult claim, IReadOnlyList<(string Id, ClaimResult? Claim)> parts)
    {
        var verdict = VerdictWords.All([.. parts.Select(p => p.Claim?.Verdict ?? Verdict.NotTestableHere)]);
        var words = parts.Select(p => $"{p.Id} {(p.Claim is null ? "not measured yet" : p.Claim.Verdict.Words())}");
        return claim with { OwnVerdict = verdict, Why = string.Join(", ", words) };
    }

    /// <summary>A reason without the premise that an earlier settling put before it.</summary>
    static string Bare(string why) =>
        why.StartsWith("premise failed: ", StringComparison.Ordinal) ? why[(why.IndexOf(". ", StringComparison.Ordinal) + 2)..] : why;
}
