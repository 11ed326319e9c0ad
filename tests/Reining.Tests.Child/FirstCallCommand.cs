using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Child;

/// <summary>TorchSharp's own calls come first, after no more of the library than a folder's name;
/// another libtorch may be installed.</summary>
public static class FirstCallCommand
{
    public static int Run()
    {
        Console.Error.WriteLine(CacheRoot.Path);
        using var scope = NewDisposeScope();
        Console.WriteLine(ones(3).sum().ToSingle());
        Console.WriteLine(TorchRuntime.Info.LibTorch);
        return 0;
    }
}
