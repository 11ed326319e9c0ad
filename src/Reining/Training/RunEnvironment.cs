using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Reining.Torch;
using TorchSharp;

namespace Reining.Training;

/// <summary>What a run ran on, for <c>environment.json</c> and result files.</summary>
public static class RunEnvironment
{
    /// <summary>The commit that the library was built from, or "unknown".</summary>
    public static string Commit => typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
        .InformationalVersion.Split('+') is [_, var commit, ..] ? commit : "unknown";

    /// <summary>Name of the processor, for tables.</summary>
    public static string Device { get; } = Processor();

    /// <summary>Engine, versions, device, threads, commit.</summary>
    /// <param name="compute">Where tensors are, and how precisely they are computed.</param>
    public static JsonObject Describe(Compute compute) => new()
    {
        ["engine"] = TorchRuntime.Info.ToString(),
        ["libtorch"] = TorchRuntime.Info.LibTorch.ToString(),
        ["libtorch_source"] = TorchRuntime.Info.Source,
        ["native_file_corrected"] = TorchRuntime.Info.CorrectedFile is not null,
        ["device"] = Device,
        ["compute"] = compute.ToString(),
        ["cuda"] = torch.cuda.is_available(),
        ["threads"] = TorchRuntime.Info.Threads,
        ["dotnet"] = RuntimeInformation.FrameworkDescription,
        ["system"] = RuntimeInformation.OSDescription,
        ["commit"] = Commit,
    };

    static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        var lines = File.Exists(Info) ? File.ReadLines(Info) : [];
        var model = lines.FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        var name = model?.Split(':', 2)[1].Trim();
        return $"{name ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores";
    }
}
