using Reining.Data;
using Reining.Models;
using Reining.Training;

namespace Reining.Bench.Kernels;

/// <summary>What a notebook's author may want to stop: library code that never ends by itself.</summary>
public static class EndlessWork
{
    /// <summary>A loop in a compiled library that asks for the cell's token, as docs/kernel.md recommends.</summary>
    public static long Loop()
    {
        var stop = (AppContext.GetData("Notebook.CancellationToken") as Func<CancellationToken>)?.Invoke() ?? default;
        Console.WriteLine("started");
        for (var turn = 0L; ; turn++)
            stop.ThrowIfCancellationRequested();
    }

    /// <summary>The library's training loop on a small net and random images.</summary>
    /// <param name="folder">Where the run goes.</param>
    public static void Train(string folder)
    {
        const int Side = 16, Count = 80;
        var random = new Random(1);
        var pixels = new byte[Count * Side * Side];
        random.NextBytes(pixels);
        var images = new LabeledImages("noise", pixels, new byte[Count], 1, Side, Side, ["noise"]);
        var net = new ConvNetOptions(Channels: 1, Side, Width: 4, LatentSize: 4, Kernel: 4, Rescale: true);
        using var weights = RandomStream.Generator(1, RandomPurpose.Weights);
        using var model = new RegularizedAutoencoder(new RegularizedAutoencoderOptions(net, LatentWeight: 0.1), weights);
        var options = new FitOptions(Epochs: 1_000_000, BatchSize: 16) { StatsSteps = 1 };
        var said = false;
        new Trainer(images.Slice(0, 64), images.Slice(64, 16), options)
        {
            OnProgress = _ =>
            {
                if (!said)
                    Console.WriteLine("started");
                said = true;
            },
        }.Fit(model, new RunFolder(folder, options));
    }
}
