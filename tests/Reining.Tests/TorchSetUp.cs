using System.Runtime.CompilerServices;
using Reining.Torch;
using static TorchSharp.torch;

// One after another: TorchSharp 0.107 does not keep a Scalar alive during the native call it is passed to, so that a collection which
// another test's thread starts in that moment fails the call (docs/decisions.md, "Traps met").
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Reining.Tests;

static class TorchSetUp
{
    /// <summary>One thread for each operation: the tests' nets are tiny, so more threads would only wait for one another.</summary>
    [ModuleInitializer]
    internal static void Load()
    {
        TorchRuntime.Load();
        set_num_threads(1);
    }
}
