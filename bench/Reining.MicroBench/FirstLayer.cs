using BenchmarkDotNet.Attributes;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.MicroBench;

/// <summary>A classifier's first layer, a convolution of stride 2 from one channel to 16, where an attack wants the gradient by the image:
/// 100 digits forward and backward, weights frozen.</summary>
public class FirstLayer
{
    Conv2d _layer = null!;
    Tensor _images = null!;

    [GlobalSetup]
    public void SetUp()
    {
        using var random = new Generator(1);
        _layer = new Conv2d(1, 16, 4, 2, random);
        foreach (var parameter in _layer.parameters())
            parameter.requires_grad_(false);
        _images = rand(100, 1, 28, 28, generator: random).requires_grad_(true);
        using var scope = NewDisposeScope();
        foreach (var (ours, theirs) in Results(() => _layer.forward(_images)).Zip(Results(Plain)))
            Same.Work(ours, theirs);
    }

    [Benchmark(Baseline = true)]
    public void Reining() => Step(() => _layer.forward(_images));

    [Benchmark]
    public void TorchSharp() => Step(Plain);

    Tensor Plain() => nn.functional.conv2d(_images, _layer.Weight, _layer.Bias, strides: [2, 2], padding: [1, 1]);

    void Step(Func<Tensor> forward)
    {
        using var scope = NewDisposeScope();
        Results(forward);
    }

    Tensor[] Results(Func<Tensor> forward)
    {
        var output = forward();
        output.sum().backward();
        Tensor[] results = [output, _images.grad!];
        _images.grad = null;
        return results;
    }
}
