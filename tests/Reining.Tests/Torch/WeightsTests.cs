using Reining.Models;
using Reining.Tests.Data;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public sealed class WeightsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static ConvEncoder Encoder(int width, ulong seed = 1, bool spectralNorm = false)
    {
        using var random = new Generator(seed);
        return new ConvEncoder(ConvNetOptions.Mnist(width, latentSize: 4), random, spectralNorm);
    }

    static Dictionary<string, Tensor> Copies(ConvEncoder encoder) =>
        Weights.Named(encoder).ToDictionary(w => w.Key, w => w.Value.detach().clone());

    [Fact]
    public void GivenAModel_WhenSavedAndLoadedIntoAnother_ThenEveryValueIsEqualAndNamesArePyTorchs()
    {
        using var scope = NewDisposeScope();
        using var saved = Encoder(2, seed: 1, spectralNorm: true);
        using var loaded = Encoder(2, seed: 2, spectralNorm: true);
        saved.forward(rand(3, 1, 32, 32)); // moves the running averages and the singular vectors
        Assert.False(Weights.Named(saved)
            .ToDictionary()["conv1.weight"].equal(Weights.Named(loaded).ToDictionary()["conv1.weight"]).all().item<bool>());

        Weights.Save(saved, _folder.File("model"));
        Weights.Load(loaded, _folder.File("model"));

        var own = Weights.Named(loaded).ToDictionary();
        Assert.All(Weights.Named(saved), w => Assert.True(w.Value.equal(own[w.Key]).all().item<bool>(), w.Key));
        string[] names = [
            "conv1.weight", "conv1.bias", "conv1.spectral_norm.u", "bn4.running_mean", "bn4.num_batches_tracked", "dense.weight"
        ];
        Assert.All(names, name => Assert.Contains(name, own.Keys));
    }

    [Fact]
    public void GivenWeightsOfAnotherWidth_WhenLoaded_ThenTheErrorNamesShapesAndNothingIsCopied()
    {
        using var scope = NewDisposeScope();
        using var wide = Encoder(4);
        using var narrow = Encoder(2);
        Weights.Save(wide, _folder.File("wide"));
        var before = Copies(narrow);

        var e = Assert.Throws<InvalidDataException>(() => Weights.Load(narrow, _folder.File("wide")));

        Assert.Contains(
            $"Load ConvEncoder from '{_folder.File("wide")}': a checkpoint of another architecture", e.Message, StringComparison.Ordinal);
        Assert.Contains("conv1.weight expected 2x1x4x4, got 4x1x4x4", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("build the model with the options in the run's config.json.", e.Message, StringComparison.Ordinal);
        Assert.All(Weights.Named(narrow), w => Assert.True(w.Value.equal(before[w.Key]).all().item<bool>(), w.Key));
    }

    [Fact]
    public void GivenMissingAndUnexpectedNames_WhenCopied_ThenTheErrorNamesThem()
    {
        using var scope = NewDisposeScope();
        using var plain = Encoder(2);
        var values = Copies(plain);
        values.Remove("bn2.weight");
        values["conv9.weight"] = zeros(1);

        var e = Assert.Throws<InvalidDataException>(() => Weights.Copy(plain, values, "a test"));

        Assert.Contains("from a test", e.Message, StringComparison.Ordinal);
        Assert.Contains("; 1 missing: bn2.weight; 1 unexpected: conv9.weight;", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenWeightsOfAnotherPrecision_WhenCopied_ThenTheyAreConverted()
    {
        using var scope = NewDisposeScope();
        using var single = Encoder(2);
        using var twice = Encoder(2, seed: 2);
        twice.to(ScalarType.Float64);
        Weights.Copy(twice, Weights.Named(single).ToDictionary(), "float32");
        var own = Weights.Named(twice).ToDictionary();
        Assert.Equal(ScalarType.Float64, own["conv1.weight"].dtype);
        Assert.All(Weights.Named(single), w => Assert.True(w.Value.to(own[w.Key].dtype).equal(own[w.Key]).all().item<bool>(), w.Key));
    }
}
