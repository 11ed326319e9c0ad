using System.Text.Json.Nodes;
using Reining.Figures;
using Reining.Torch;
using Reining.Training;

namespace Reining.Chapters;

/// <summary>All claims of a chapter in one profile, as written to <c>out/claims.json</c>.</summary>
/// <param name="Chapter">Chapter name, such as <c>rae</c>.</param>
/// <param name="Profile">Profile name.</param>
/// <param name="Seeds">Seeds that were run.</param>
/// <param name="Claims">The claims.</param>
public sealed record ClaimReport(string Chapter, string Profile, IReadOnlyList<ulong> Seeds, IReadOnlyList<Claim> Claims)
{
    /// <summary>The report as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["chapter"] = Chapter,
        ["profile"] = Profile,
        ["commit"] = RunEnvironment.Commit,
        ["device"] = RunEnvironment.Device,
        ["claims"] = new JsonArray([.. Claims.Select(ToJson)]),
    };

    /// <summary>The claims and their verdicts, one a row.</summary>
    public ResultTable Table()
    {
        var table = new ResultTable($"Claims of the chapter, profile {Profile}", TableColumn.Text("claim"), TableColumn.Text("relation"), TableColumn.Text("verdict"), TableColumn.Text("why"));
        foreach (var claim in Claims)
            table.Add(claim.Id, claim.Text, claim.VerdictText, claim.Why);
        return table;
    }

    /// <summary>Writes the reports of all chapters as one JSON array.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<ClaimReport> reports) =>
        AtomicFile.WriteText(path, new JsonArray([.. reports.Select(r => r.ToJson())]).ToJsonString(RunFolder.Json) + "\n");

    JsonNode ToJson(Claim claim) => new JsonObject
    {
        ["id"] = claim.Id,
        ["text"] = claim.Text,
        ["source"] = claim.Source,
        ["seeds"] = new JsonArray([.. Seeds.Select(s => (JsonNode)s)]),
        ["values"] = new JsonObject(claim.Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)new JsonArray([.. v.Value.Select(x => (JsonNode)Math.Round(x, 4))])))),
        ["verdict"] = claim.VerdictText,
        ["why"] = claim.Why,
    };
}
