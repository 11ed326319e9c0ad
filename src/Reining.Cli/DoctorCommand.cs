using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Reining.Data;
using Reining.Kernel.Jupyter;
using Reining.Torch;
using Reining.Training;
using TorchSharp;

namespace Reining.Cli;

/// <summary>The command <c>doctor</c>: what this machine has of what the project needs, as a table or as JSON.</summary>
static class DoctorCommand
{
    const string Default = "mnist"; // the data that ./reproduce needs
    const long Needed = 3L << 30; // packages, build and output

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Everything as one JSON object, for scripts and reports of faults." };
        var command = new Command("doctor", "Say what this machine has of what the project needs.") { json };
        command.SetAction(result =>
        {
            if (result.GetValue(json))
            {
                var description = RunEnvironment.Describe(Compute.Cpu);
                description["libtorch_folder"] = TorchRuntime.Info.Folder;
                description["cache"] = CacheRoot.Path;
                Console.WriteLine(description.ToJsonString(RunFolder.Json));
                return 0;
            }
            var checks = Checks().ToList();
            foreach (var (fine, what, found) in checks)
                Console.WriteLine($"{(fine switch { true => "✓", false => "✗", null => "–" })} {what,-10} {found}");
            return checks.Any(c => c.Fine == false) ? 1 : 0;
        });
        return command;
    }

    /// <summary>Each: whether it is fine (null: not there and not needed), what it is, what was found and what to do.</summary>
    static IEnumerable<(bool? Fine, string What, string Found)> Checks()
    {
        TorchRuntime.Load();
        yield return (
            Environment.Version.Major >= 10, ".NET", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
        yield return Sdk() is { } sdk
            ? (true, "SDK", sdk)
            : (null, "SDK",
                "no 'dotnet' of 10.0 on PATH; needed to build, and for '#r \"nuget:…\"' in notebooks (environment.md, \"The .NET SDK\")");
        yield return (true, "libtorch", $"{TorchRuntime.Info}, from {TorchRuntime.Info.Folder}");
        yield return torch.cuda.is_available()
            ? (true, "GPU", Compute.Start(new ComputeOptions(ComputeDevice.Auto)).ToString())
            : (null, "GPU", "none that libtorch sees; everything runs on the processor (environment.md, \"CUDA\")");
        yield return (true, "processor", $"{RunEnvironment.Device}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB of memory");
        var cache = new DataCache();
        yield return cache.Has(Default)
            ? (true, "data", $"{Default} in {cache.FolderOf(Default)}")
            : (false, "data", $"{Default} is not in {CacheRoot.Path}: './reining data ensure {Default}'");
        yield return Kernel() is { } spec
            ? (true, "kernel", spec)
            : (null, "kernel", "not installed for Jupyter; './reining kernel install --as .net-csharp' does (docs/kernel.md)");
        var free = new DriveInfo(Path.GetFullPath(".")).AvailableFreeSpace;
        yield return (free >= Needed, "disk", FormattableString.Invariant(
            $"{free >> 30} GiB free here; a build and a reproduction take about {Needed >> 30}"));
    }

    /// <summary>The kernel under .NET Interactive's name, which the notebooks name.</summary>
    static string? Kernel()
    {
        var folder = Path.Combine(KernelSpec.UserFolder, KernelSpec.InteractiveName);
        return File.Exists(Path.Combine(folder, "kernel.json")) ? folder : null;
    }

    static string? Sdk()
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            var version = process?.StandardOutput.ReadToEnd().Trim();
            process?.WaitForExit();
            return process?.ExitCode == 0 ? version : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // there is no such program
        }
    }
}
