using BenchmarkDotNet.Attributes;
using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.MicroBench;

/// <summary>The MNIST autoencoder's weights at width 32 to a file and back.</summary>
public class WeightsFile
{
    readonly string _folder = Directory.CreateTempSubdirectory("reining-bench-").FullName;
    readonly RegularizedAutoencoder _saved = Model(1), _loaded = Model(2);

    [GlobalSetup]
    public void SetUp()
    {
        foreach (var side in new[] { Reining, TorchSharp })
        {
            using (no_grad())
            {
                foreach (var parameter in _loaded.parameters())
                    parameter.zero_();
            }
            side();
            foreach (var (loaded, saved) in _loaded.parameters().Zip(_saved.parameters()))
                Same.Work(loaded, saved);
        }
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true)]
    public void Reining()
    {
        var path = Path.Combine(_folder, "weights.safetensors");
        Weights.Save(_saved, path);
        using var file = Safetensors.Read(path);
        Weights.Copy(_loaded, file.Tensors, path);
    }

    [Benchmark]
    public void TorchSharp()
    {
        var path = Path.Combine(_folder, "weights.bin");
        _saved.save(path);
        _loaded.load(path);
    }

    static RegularizedAutoencoder Model(ulong seed) =>
        new(new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(32)), new Generator(seed));
}
