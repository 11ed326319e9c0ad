using BenchmarkDotNet.Attributes;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.MicroBench;

/// <summary>The decoder's last layer at width 16, a transposed convolution from 32 channels to one:
/// 100 images forward and backward.</summary>
public class LastLayer
{
    ConvTranspose2d _layer = null!;
    Tensor _input = null!;

    [GlobalSetup]
    public void SetUp()
    {
        using var random = new Generator(1);
        _layer = new ConvTranspose2d(32, 1, 4, 1, random);
        _input = rand(100, 32, 32, 32, generator: random).requires_grad_(true);
        using var scope = NewDisposeScope();
        foreach (var (ours, theirs) in Results(() => _layer.forward(_input)).Zip(Results(Plain)))
            Same.Work(ours, theirs);
    }

    [Benchmark(Baseline = true)]
    public void Reining() => Step(() => _layer.forward(_input));

    [Benchmark]
    public void TorchSharp() => Step(Plain);

    Tensor Plain() => nn.functional.conv_transpose2d(_input, _layer.Weight, _layer.Bias)[.., .., 1..33, 1..33];

    void Step(Func<Tensor> forward)
    {
        using var scope = NewDisposeScope();
        Results(forward);
    }

    /// <summary>Output and gradients.</summary>
    Tensor[] Results(Func<Tensor> forward)
    {
        var output = forward();
        output.sum().backward();
        Tensor[] results = [output, _input.grad!, _layer.Weight.grad!, _layer.Bias!.grad!];
        (_input.grad, _layer.Weight.grad, _layer.Bias!.grad) = (null, null, null);
        return results;
    }
}
