using System.Diagnostics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Bench;

/// <summary>What this machine reaches in float32 with the threads set, in GFLOP/s: the best of some repeats.</summary>
/// <param name="Product">A large matrix product.</param>
/// <param name="Convolution">A large 3×3 convolution, which on some processors is the faster code.</param>
public sealed record PeakSpeed(double Product, double Convolution)
{
    const long Size = 1536, Channels = 128, Side = 32, Batch = 16;
    const int Repeats = 12;

    /// <summary>The one that floors are counted with.</summary>
    public double Gflops => Math.Max(Product, Convolution);

    public static PeakSpeed Measure()
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var (a, b) = (randn(Size, Size), randn(Size, Size));
        var (images, kernel) = (Layout.ChannelsLast(randn(Batch, Channels, Side, Side)), randn(Channels, Channels, 3, 3));
        return new PeakSpeed(
            Fastest(2.0 * Size * Size * Size, () => a.mm(b)),
            Fastest(2.0 * 9 * Channels * Channels * Side * Side * Batch, () => nn.functional.conv2d(images, kernel, padding: [1, 1])));
    }

    static double Fastest(double operations, Func<Tensor> run)
    {
        var fastest = double.MaxValue;
        for (var i = 0; i < Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            run().Dispose();
            fastest = Math.Min(fastest, clock.Elapsed.TotalSeconds);
        }
        return operations / fastest / 1e9;
    }
}
