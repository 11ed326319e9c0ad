using BenchmarkDotNet.Attributes;
using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.MicroBench;

/// <summary>The MNIST autoencoder's weights at width 32 to a file and back.</summary>
public class WeightsFile
{
    readonly string _folder = Directory.CreateTempSubdirectory("reining-bench-").FullName;
    RegularizedAutoencoder _model = null!;

    [GlobalSetup]
    public void SetUp() => _model = new RegularizedAutoencoder(new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(32)), new Generator(1));

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true)]
    public void Reining()
    {
        var path = Path.Combine(_folder, "weights.safetensors");
        Weights.Save(_model, path);
        using var file = Safetensors.Read(path);
        Weights.Copy(_model, file.Tensors, path);
    }

    [Benchmark]
    public void TorchSharp()
    {
        var path = Path.Combine(_folder, "weights.bin");
        _model.save(path);
        _model.load(path);
    }
}
