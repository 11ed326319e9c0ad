using BenchmarkDotNet.Attributes;
using Reining.Data;
using static TorchSharp.torch;

namespace Reining.MicroBench;

/// <summary>100 digits of a shuffled order, from bytes to (100, 1, 32, 32) in [0, 1].</summary>
public class DigitBatch
{
    readonly LabeledImages _digits = Mnist.Load().Train;
    readonly BatchSampler _sampler = new(60_000, 100, seed: 1);
    Tensor _bytes = null!;
    long _step;

    [GlobalSetup]
    public void SetUp()
    {
        _bytes = (_digits.Images() * 255).round().to(ScalarType.Byte); // (60000, 1, 28, 28)
        using var scope = NewDisposeScope();
        Same.Work(_digits.Images(_sampler.Batch(0), pad: 2), Plain(_sampler.Batch(0)));
    }

    [Benchmark(Baseline = true)]
    public void Reining()
    {
        using var scope = NewDisposeScope();
        _digits.Images(_sampler.Batch(_step++), pad: 2);
    }

    [Benchmark]
    public void TorchSharp()
    {
        using var scope = NewDisposeScope();
        Plain(_sampler.Batch(_step++));
    }

    Tensor Plain(int[] batch) => nn.functional.pad(_bytes.index_select(0, tensor(batch)).to(ScalarType.Float32) / 255, [2, 2, 2, 2]);
}
