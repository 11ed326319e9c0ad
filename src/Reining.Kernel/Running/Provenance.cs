using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Running;

/// <summary>
/// How a notebook was run, in one block of its metadata (<c>reining.run</c>), so that all that changes from run to run stands in one place.
/// </summary>
sealed class Provenance
{
    readonly JsonObject _run = [];
    readonly JsonObject _seconds = [];

    public Provenance(NotebookDocument document, NotebookRunOptions options)
    {
        if (document.Metadata["reining"] is not JsonObject block)
            document.Metadata["reining"] = block = [];
        block["run"] = _run;
        if (options.Commit is not null)
            _run["commit"] = options.Commit;
        if (options.Parameters.Count > 0)
            _run["parameters"] = new JsonObject([.. options.Parameters
                .Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))]);
        _run["runtime"] = RuntimeInformation.FrameworkDescription;
        _run["platform"] = RuntimeInformation.RuntimeIdentifier;
        _run["seconds"] = _seconds;
        _run["status"] = "running";
    }

    public void Record(NotebookCell cell, TimeSpan elapsed) => _seconds[cell.Id] = Math.Round(elapsed.TotalSeconds, 2);

    public void Finish(NotebookCell? failed) => _run["status"] = failed is null ? "ok" : $"failed at {failed.Id}";
}
