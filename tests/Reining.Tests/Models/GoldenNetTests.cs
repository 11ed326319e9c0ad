using System.Text.Json.Nodes;
using Reining.Chapters.Autoencoders;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>The thesis's MNIST net against PyTorch: forward, gradients and ten Adam steps (tests/golden/mnist_net.py).</summary>
public class GoldenNetTests
{
    static readonly JsonNode Reference = Golden.Read("mnist_net.json");

    static RegularizedAutoencoder Net(ScalarType type, Device device)
    {
        var options = new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(width: 8), (double)Reference["loss"]!["b"]!);
        var net = new RegularizedAutoencoder(options, new Generator(0));
        net.to(type);
        net.to(device);
        var own = Weights.Named(net).ToDictionary();
        using var noGrad = no_grad();
        foreach (var entry in Reference["parameters"]!.AsArray())
            own[(string)entry!["name"]!].copy_(Golden.Values(entry).to(type));
        return net;
    }

    static IEnumerable<double> Numbers(JsonNode array) => array.AsArray().Select(n => (double)n!);

    [SkippableTheory]
    [InlineData(ScalarType.Float32, "float32", "cpu")]
    [InlineData(ScalarType.Float64, "float64", "cpu")]
    [InlineData(ScalarType.Float32, "float32", "cuda")]
    [InlineData(ScalarType.Float64, "float64", "cuda")]
    public void GivenPyTorchsWeights_WhenRunForwardAndBackward_ThenEverythingEqualsPyTorch(ScalarType type, string key, string device)
    {
        using var scope = NewDisposeScope();
        var reference = Reference[key]!;
        var tolerance = type == ScalarType.Float32 ? 1e-5 : 1e-9;
        var on = DevicesToTest.Get(device);
        using var net = Net(type, on);
        var x = Golden.Values(Reference["input"]!).to(type, on);
        Golden.AssertSummary(Reference["input"]!["summary"]!, x, 1e-6, "input");

        net.train();
        var terms = net.Loss(x, new Generator(0));
        terms.Total.backward();

        Golden.AssertClose((double)reference["forward"]!["loss"]!, terms.Total.ToDouble(), tolerance, 100, "loss");
        Golden.AssertClose(
            (double)reference["forward"]!["reconstruction_loss"]!, terms["reconstruction"].ToDouble(), tolerance, 100, "reconstruction");
        var zero = Reference["zero_gradients"]!.AsArray().Select(n => (string)n!).ToHashSet();
        foreach (var (name, parameter) in net.named_parameters().Select(p => (p.name, p.parameter)).Where(p => !zero.Contains(p.name)))
            Golden.AssertSummary(reference["gradients"]![name]!, parameter.grad!, tolerance, $"gradient of {name}");
    }

    [SkippableTheory]
    [InlineData(ScalarType.Float32, "float32", "cpu")]
    [InlineData(ScalarType.Float64, "float64", "cpu")]
    [InlineData(ScalarType.Float32, "float32", "cuda")]
    [InlineData(ScalarType.Float64, "float64", "cuda")]
    public void GivenPyTorchsWeights_WhenTrainedTenAdamSteps_ThenLossesAndWeightsEqualPyTorch(ScalarType type, string key, string device)
    {
        using var scope = NewDisposeScope();
        var reference = Reference[key]!;
        var tolerance = type == ScalarType.Float32 ? 1e-5 : 1e-9;
        var on = DevicesToTest.Get(device);
        using var net = Net(type, on);
        var x = Golden.Values(Reference["input"]!).to(type, on);
        using var adam = new Adam(net, new AdamOptions((double)Reference["adam"]!["lr"]!, Epsilon: (double)Reference["adam"]!["eps"]!));
        net.train();

        var losses = new List<double>();
        for (var step = 0; step <= (int)Reference["adam"]!["steps"]!; step++)
        {
            adam.ZeroGrad();
            var loss = net.Loss(x, new Generator(0)).Total;
            losses.Add(loss.ToDouble());
            if (step == (int)Reference["adam"]!["steps"]!)
                break;
            loss.backward();
            adam.Step();
        }

        foreach (var (expected, actual) in Numbers(reference["losses"]!).Zip(losses))
            Golden.AssertClose(expected, actual, tolerance, expected, "loss");
        var zero = Reference["zero_gradients"]!.AsArray().Select(n => (string)n!).ToHashSet();
        foreach (var (name, parameter) in net.named_parameters().Select(p => (p.name, p.parameter)).Where(p => !zero.Contains(p.name)))
            Golden.AssertSummary(reference["final"]![name]!, parameter, tolerance, $"{name} after ten steps");
    }

    [Fact]
    public void GivenTheWidthOfTheThesis_WhenParametersAreCounted_ThenTheyAreTheSheets()
    {
        // rae.md §3; batch normalization counts 4 per channel there: running mean and variance too.
        Assert.Equal((11_087_248, 11_607_809), Count(ConvNetOptions.Mnist()));
        Assert.Equal((11_550_208, 18_956_035), Count(ConvNetOptions.Cifar10()));
        Assert.Equal((18_271_040, 21_477_123), Count(ConvNetOptions.CelebA()));
        Assert.Equal(
            (11_087_248, 11_607_809), ((long)Reference["parameter_counts"]!["encoder"]!, (long)Reference["parameter_counts"]!["decoder"]!));
    }

    static long Values(nn.Module module) => Weights.Named(module).Where(w => w.Value.dtype == ScalarType.Float32).Sum(w => w.Value.numel());

    static (long, long) Count(ConvNetOptions options)
    {
        using var encoder = new ConvEncoder(options, new Generator(0));
        using var decoder = new ConvDecoder(options, new Generator(0));
        return (Values(encoder), Values(decoder));
    }

    public static TheoryData<string, string, long> WholeModels
    {
        get
        {
            var data = new TheoryData<string, string, long>();
            (string, long, long)[] nets = [
                ("MNIST", 22_695_057, 4096L * 16 + 16), ("CIFAR-10", 30_506_243, 4096L * 128 + 128),
                ("CelebA", 39_748_163, 16384L * 64 + 64)
            ];
            foreach (var (dataSet, pair, head) in nets)
            {
                data.Add(dataSet, "VAE", pair + head); // the second head is all that a model has beyond the pair of nets
                data.Add(dataSet, "CV-VAE", pair);
                data.Add(dataSet, "WAE", pair);
                data.Add(dataSet, "AE-L2", pair);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WholeModels))]
    public void GivenAModelOfTheThesis_WhenItsValuesAreCounted_ThenTheyAreTheSheets(string dataSet, string name, long expected)
    {
        var weights = RaeWeights.All.Single(w => w.DataSet == dataSet);
        using var random = new Generator(0);
        using Autoencoder model = name switch
        {
            "VAE" => new Vae(weights.Vae(weights.Net), random),
            "CV-VAE" => new ConstantVarianceVae(weights.ConstantVarianceVae(weights.Net), random),
            "WAE" => new WassersteinAutoencoder(weights.Wae(weights.Net), random),
            _ => new RegularizedAutoencoder(weights.AeWithL2(weights.Net), random),
        };
        Assert.Equal(expected, Values(model));
    }
}
