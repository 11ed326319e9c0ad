using Reining.Models;
using Reining.Tests.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public class ComputeTests
{
    [SkippableFact]
    public void GivenNoGpu_WhenOneIsAskedFor_ThenTheErrorSaysWhyAndAutoSaysWhatItTook()
    {
        Skip.If(cuda.is_available(), "there is a GPU");
        var error = Assert.Throws<ArgumentException>(() => Compute.Start(new ComputeOptions(ComputeDevice.Cuda)));
        Assert.Contains("expected a CUDA GPU, got none", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("cpu (", Compute.Start(new ComputeOptions()).ToString(), StringComparison.Ordinal);
        Assert.Equal("cpu, float32", Compute.Start(new ComputeOptions(ComputeDevice.Cpu)).ToString());
    }

    [Fact]
    public void GivenSwitchesThatExcludeEachOther_WhenStarted_ThenTheyAreRefused() =>
        Assert.Throws<ArgumentException>(() => Compute.Start(new ComputeOptions { Deterministic = true, TuneConvolutions = true }));

    [SkippableTheory]
    [MemberData(nameof(DevicesToTest.All), MemberType = typeof(DevicesToTest))]
    public void GivenAutocast_WhenAProductIsTaken_ThenItIsInBFloat16AndAfterwardsInFloat32Again(string device)
    {
        using var scope = NewDisposeScope();
        var on = DevicesToTest.Get(device);
        using var random = new Generator(1);
        var layer = new Linear(64, 8, random);
        layer.to(on);
        var x = Devices.Send(randn([4, 64], generator: random), on);
        var expected = layer.forward(x);
        Tensor rounded;
        using (new Autocast(on.type))
        {
            using (new Autocast(on.type))
                Assert.Equal(ScalarType.BFloat16, layer.forward(x).dtype);
            rounded = layer.forward(x);
        }
        Assert.Equal(ScalarType.BFloat16, rounded.dtype);
        Assert.Equal(ScalarType.Float32, layer.forward(x).dtype);
        var error = (rounded.to(ScalarType.Float32) - expected).abs().max().ToDouble();
        Assert.InRange(error, 1e-6, 0.05); // 8 bits of mantissa: something is lost, not much
        Assert.Throws<ArgumentException>(() => layer.forward(x.to(ScalarType.BFloat16))); // outside, another type is a mistake
    }

    [SkippableTheory]
    [MemberData(nameof(DevicesToTest.All), MemberType = typeof(DevicesToTest))]
    public void GivenAutocast_WhenSomethingIsComputedWithoutIt_ThenItIsAsOutside(string device)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var (codes, prior) = (Devices.Send(randn([50, 4], generator: random), DevicesToTest.Get(device)), Devices.Send(
            randn([50, 4], generator: random), DevicesToTest.Get(device)));
        var expected = MaximumMeanDiscrepancy.InverseMultiquadratic(codes, prior).ToDouble();
        using var cast = new Autocast(codes.device_type);
        Assert.Equal(expected, MaximumMeanDiscrepancy.InverseMultiquadratic(codes, prior).ToDouble());
        Assert.Equal(ScalarType.BFloat16, codes.mm(prior.t()).dtype); // and is on again
    }

    [SkippableTheory]
    [InlineData("VAE", "cpu")]
    [InlineData("CV-VAE", "cpu")]
    [InlineData("WAE", "cpu")]
    [InlineData("RAE", "cpu")]
    [InlineData("RAE-L2", "cpu")]
    [InlineData("RAE-SN", "cpu")]
    [InlineData("VAE", "cuda")]
    [InlineData("WAE", "cuda")]
    [InlineData("RAE", "cuda")]
    [InlineData("RAE-SN", "cuda")]
    public void GivenBFloat16Products_WhenTrained_ThenTheLossesFollowFloat32AndWeightsStayFloat32(string name, string device)
    {
        var on = DevicesToTest.Get(device);
        var (full, half) = (Losses(name, on, Precision.Float32), Losses(name, on, Precision.BFloat16));
        Assert.All(full.Zip(half), pair => Assert.InRange(pair.Second / pair.First, 0.95, 1.05));
        Assert.NotEqual(full, half); // else nothing was rounded
    }

    static double[] Losses(string name, Device device, Precision precision)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var model = SmallModels.All[name](random);
        model.to(device);
        using var adam = new Adam(model, new AdamOptions(1e-3));
        var images = Devices.Send(rand([16, 1, 16, 16], generator: random), device);
        var compute = Compute.Start(new ComputeOptions(device.type == DeviceType.CUDA ? ComputeDevice.Cuda : ComputeDevice.Cpu, precision));
        var losses = new List<double>();
        for (var step = 0; step < 10; step++)
        {
            adam.ZeroGrad();
            LossTerms terms;
            using (compute.Cast())
                terms = model.Loss(images, random);
            terms.Total.backward();
            adam.Step();
            losses.Add(terms.Total.ToDouble());
        }
        Assert.All(model.parameters(), p => Assert.Equal(ScalarType.Float32, p.dtype));
        return [.. losses];
    }
}
