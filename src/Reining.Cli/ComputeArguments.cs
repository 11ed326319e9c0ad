using System.CommandLine;
using Reining.Torch;

namespace Reining.Cli;

/// <summary>The options of every command that trains: device, precision and the GPU's switches.</summary>
sealed class ComputeArguments
{
    readonly Option<ComputeDevice> _device = new("--device")
    {
        Description = "auto (a GPU if there is one), cpu, or cuda (an error without a GPU).",
        DefaultValueFactory = _ => ComputeDevice.Auto
    };
    readonly Option<string> _precision =
        new("--precision") { Description = "fp32, or bf16: products in bfloat16 over float32 weights.", DefaultValueFactory = _ => "fp32" };
    readonly Option<bool> _tf32 = new("--tf32") { Description = "GPU: products of float32 in TensorFloat-32." };
    readonly Option<bool> _deterministic =
        new("--deterministic") { Description = "GPU: the same bits each time; an operation that cannot is an error." };
    readonly Option<bool> _tune = new("--tune") { Description = "GPU: cuDNN tries its algorithms first." };

    public ComputeArguments(Command command)
    {
        _precision.AcceptOnlyFromAmong("fp32", "bf16");
        foreach (Option option in new Option[] { _device, _precision, _tf32, _deterministic, _tune })
            command.Add(option);
    }

    /// <summary>Starts what was asked for and says what that is.</summary>
    public Compute Start(ParseResult result)
    {
        var compute = Compute.Start(Options(result));
        Console.WriteLine($"runs on {compute}");
        return compute;
    }

    public ComputeOptions Options(ParseResult result) =>
        new(result.GetRequiredValue(_device), result.GetRequiredValue(_precision) == "bf16" ? Precision.BFloat16 : Precision.Float32)
        {
            TensorFloat32 = result.GetValue(_tf32),
            Deterministic = result.GetValue(_deterministic),
            TuneConvolutions = result.GetValue(_tune),
        };
}
