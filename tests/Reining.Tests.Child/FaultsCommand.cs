using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Tests.Child;

/// <summary>Prints the page faults of a training step (median) with the allocator that REINING_MALLOC asks for,
/// alone in a process.</summary>
public static class FaultsCommand
{
    const int Steps = 25, WarmUp = 12;

    public static int Run()
    {
        Reining.Torch.TorchRuntime.Load();
        set_num_threads(1);
        using var random = new Generator(1);
        using var model = new RegularizedAutoencoder(new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(width: 8), 0.064), random);
        using var x = rand(100, 1, 32, 32);
        var faults = new List<long>();
        for (var i = 0; i < Steps; i++)
        {
            var before = Faults();
            using (NewDisposeScope())
            {
                model.Loss(x, random).Total.backward();
                foreach (var parameter in model.parameters())
                    parameter.grad = null;
            }
            faults.Add(Faults() - before);
        }
        Console.WriteLine(faults.Skip(WarmUp).Order().ElementAt((Steps - WarmUp) / 2));
        return 0;
    }

    /// <summary>Field 10 of stat, the eighth after the name in parentheses.</summary>
    static long Faults() => long.Parse(File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[7]);
}
