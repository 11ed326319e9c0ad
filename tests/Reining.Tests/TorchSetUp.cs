using System.Runtime.CompilerServices;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests;

static class TorchSetUp
{
    /// <summary>One thread for each operation: the tests' nets are tiny and the classes run side by side, so more threads would only wait for one another.</summary>
    [ModuleInitializer]
    internal static void Load()
    {
        TorchRuntime.Load();
        set_num_threads(1);
    }
}
