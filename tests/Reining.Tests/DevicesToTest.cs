using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests;

/// <summary>Devices that a test runs on: one body for the CPU and the GPU, skipped with the reason where there is none.</summary>
static class DevicesToTest
{
    public static TheoryData<string> All => ["cpu", "cuda"];

    public static Device Get(string name)
    {
        if (name == "cpu")
            return CPU;
        Skip.IfNot(
            cuda.is_available(), $"no CUDA GPU: {(TorchRuntime.Info.HasCuda ? "libtorch sees none" : "this libtorch is a CPU build")}");
        InitializeDeviceType(DeviceType.CUDA);
        return CUDA;
    }
}
