using System.CommandLine;
using Reining.Bench.Kernels;
using Reining.Kernel.Jupyter;

namespace Reining.Cli;

/// <summary>`bench kernel`: the C# kernel beside ipykernel and .NET Interactive; bench/README.md says what the numbers mean.</summary>
static class KernelBenchCommand
{
    public static Command Create()
    {
        var cells = new Option<int>("--cells") { Description = "Small cells in a kernel's life.", DefaultValueFactory = _ => 500 };
        var rounds =
            new Option<int>("--rounds") { Description = "How often each kernel lives through everything.", DefaultValueFactory = _ => 3 };
        var starts = new Option<int>("--starts") { Description = "How often each is started besides.", DefaultValueFactory = _ => 5 };
        var il =
            new Option<bool>("--il") { Description = "Measure the build that is not compiled ahead of time, even if the other is there." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line." };
        var command = new Command("kernel", "The C# kernel beside ipykernel and .NET Interactive, driven by jupyter_client.")
        {
            cells, rounds, starts, il, json
        };
        command.SetAction(result =>
        {
            var build = result.GetValue(il) ? KernelBuild.Plain : KernelBuild.Best;
            var options = new KernelBenchOptions(
                result.GetRequiredValue(cells), result.GetRequiredValue(rounds), result.GetRequiredValue(starts), build.Command,
                KernelSpec.Settings, build.Description,
                InteractiveHost.Program is { } program ? [Self.DotNet, program, "kernel", "{connection_file}"] : null);
            var report = KernelBench.Run(options, Console.Error.WriteLine);
            Console.WriteLine(report.Text());
            if (result.GetValue(json))
                Console.WriteLine(report.Json());
        });
        return command;
    }
}
