using BenchmarkDotNet.Attributes;
using Reining.Models;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.MicroBench;

/// <summary>One update of the MNIST autoencoder's parameters, their gradients given.</summary>
public class AdamStep
{
    RegularizedAutoencoder _ours = null!, _theirs = null!;
    Adam _fused = null!;
    optim.Optimizer _plain = null!;

    [Params(8, 32)]
    public int Width { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (_ours, _theirs) = (Model(), Model());
        (_fused, _plain) = (new Adam(_ours, new AdamOptions(1e-3)), optim.Adam(_theirs.parameters(), 1e-3));
        Reining();
        TorchSharp();
        foreach (var (ours, theirs) in _ours.parameters().Zip(_theirs.parameters()))
            Same.Work(ours, theirs);
    }

    [Benchmark(Baseline = true)]
    public void Reining() => _fused.Step();

    [Benchmark]
    public void TorchSharp()
    {
        using var scope = NewDisposeScope();
        _plain.step();
    }

    RegularizedAutoencoder Model()
    {
        var model = new RegularizedAutoencoder(new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(Width)), new Generator(1));
        foreach (var parameter in model.parameters())
            parameter.grad = ones_like(parameter);
        return model;
    }
}
