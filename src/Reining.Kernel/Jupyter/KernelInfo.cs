using System.Text.Json.Nodes;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Jupyter;

/// <summary>What the kernel says about itself.</summary>
static class KernelInfo
{
    static JsonObject LanguageInfo()
    {
        var info = NotebookDocument.LanguageInfo();
        info["codemirror_mode"] = "text/x-csharp";
        return info;
    }

    /// <summary>The answer to <c>kernel_info_request</c>.</summary>
    public static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = MessageWriter.Version,
        ["implementation"] = "reining",
        ["implementation_version"] = KernelVersion.Text,
        ["language_info"] = LanguageInfo(),
        ["banner"] = $"Reining Notebooks {KernelVersion.Text}: C# 14 on .NET {Environment.Version}",
        ["help_links"] = new JsonArray(),
        ["debugger"] = false,
    };
}
