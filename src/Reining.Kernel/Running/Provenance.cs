using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Running;

/// <summary>How a notebook was run, in one block of its metadata (<c>reining.run</c>), so that all that changes from run to run stands in one place.</summary>
sealed class Provenance
{
    readonly JsonObject run = [];
    readonly JsonObject seconds = [];

    public Provenance(NotebookDocument document, NotebookRunOptions options)
    {
        if (document.Metadata["reining"] is not JsonObject block)
            document.Metadata["reining"] = block = [];
        block["run"] = run;
        if (options.Commit != null)
            run["commit"] = options.Commit;
        if (options.Parameters.Count > 0)
            run["parameters"] = new JsonObject([.. options.Parameters.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))]);
        run["runtime"] = RuntimeInformation.FrameworkDescription;
        run["platform"] = RuntimeInformation.RuntimeIdentifier;
        run["seconds"] = seconds;
        run["status"] = "running";
    }

    public void Record(NotebookCell cell, TimeSpan elapsed) => seconds[cell.Id] = Math.Round(elapsed.TotalSeconds, 2);

    public void Finish(NotebookCell? failed) => run["status"] = failed == null ? "ok" : $"failed at {failed.Id}";
}
