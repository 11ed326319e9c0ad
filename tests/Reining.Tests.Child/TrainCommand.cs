using Reining.Data;
using Reining.Models;
using Reining.Training;

namespace Reining.Tests.Child;

/// <summary>Trains a small VAE with a moving average on procedural images;
/// the parent kills it at some moment and starts it again.</summary>
public static class TrainCommand
{
    public const int ImageCount = 320;

    public static int Run(string folder, int epochs)
    {
        var options =
            new FitOptions(epochs, BatchSize: 16, Seed: 7)
            {
                CheckpointSteps = 7,
                StatsSteps = 3,
                AverageDecay = 0.9,
                PlateauPatience = 1,
                KeepRunningStatistics = true,
            };
        var images = Disks(ImageCount, 32);
        var model = new Vae(
            new VaeOptions(ConvNetOptions.Mnist(width: 2, latentSize: 4), 0.3),
            RandomStream.Generator(options.Seed, RandomPurpose.Weights));
        var run = new RunFolder(folder, options);
        var trainer = new Trainer(images.Slice(0, 256), images.Slice(256, 64), options) { OnProgress = p => Console.WriteLine(p.Step) };
        trainer.Fit(model, run);
        return 0;
    }

    /// <summary>Bright disks on black, a pure function of the index.</summary>
    public static LabeledImages Disks(int count, int side)
    {
        var pixels = new byte[count * side * side];
        for (var n = 0; n < count; n++)
        {
            var random = new SplitMix64((ulong)n);
            int cx = side / 4 + random.NextBelow(side / 2), cy = side / 4 + random.NextBelow(side / 2);
            var radius = side / 10 + random.NextBelow(side / 8);
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                    pixels[(n * side + y) * side + x] = (x - cx) * (x - cx) + (y - cy) * (y - cy) <= radius * radius ? (byte)255 : (byte)0;
            }
        }
        return new LabeledImages("disks", pixels, new byte[count], 1, side, side, ["disk"]);
    }
}
