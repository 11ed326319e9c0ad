using Reining.Torch;

namespace Reining.Bench;

/// <summary>Names of the .NET sides, for the report.</summary>
static class Engines
{
    /// <summary>Seed of whatever is random in a step.</summary>
    public const ulong Seed = 1;

    public static string Ours => $"Reining ({TorchRuntime.Info.ToString().Split(',')[0]}, libtorch {TorchRuntime.Info.LibTorch})";

    public static string Plain => $"plain {TorchRuntime.Info.ToString().Split(',')[0]} (libtorch {TorchRuntime.Info.LibTorch})";
}
