using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Child;

/// <summary>Loads libtorch as the environment says, and uses it; an error becomes one line and exit code 1.</summary>
public static class LoadCommand
{
    public static int Run()
    {
        try
        {
            Console.WriteLine(TorchRuntime.Load());
            using var sum = ones(3).sum();
            Console.WriteLine(sum.item<float>());
            return 0;
        }
        catch (DllNotFoundException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
