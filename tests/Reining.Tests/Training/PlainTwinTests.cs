using Reining.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Tests.Training;

/// <summary>The whole training step against one made of TorchSharp's own operations and optimizer, from the same weights.</summary>
public class PlainTwinTests
{
    const int Steps = 50, Batch = 24, Width = 4;
    const double LatentWeight = 0.064;

    // Training grows differences of rounding with the learning rate; in double there are none to grow.
    [SkippableTheory]
    [InlineData(ScalarType.Float32, 1e-4, 1e-4, "cpu")]
    [InlineData(ScalarType.Float64, 1e-3, 1e-8, "cpu")]
    [InlineData(ScalarType.Float32, 1e-4, 1e-4, "cuda")]
    [InlineData(ScalarType.Float64, 1e-3, 1e-8, "cuda")]
    public void GivenFiftySteps_WhenTakenByThePlainOperations_ThenTheLossesAgree(
        ScalarType type, double learningRate, double tolerance, string device)
    {
        using var scope = NewDisposeScope();
        var on = DevicesToTest.Get(device);
        using var random = new Generator(1);
        var model = new RegularizedAutoencoder(new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(Width), LatentWeight), random);
        model.to(type);
        model.to(on);
        var plain = Weights.Named(model).ToDictionary(
            w => w.Key, w => w.Value.requires_grad ? new Parameter(w.Value.detach().clone()) : w.Value.detach().clone());
        using var adam = new Reining.Training.Adam(model, new AdamOptions(learningRate));
        var plainAdam = optim.Adam(plain.Values.OfType<Parameter>(), learningRate);
        var images = Devices.Send(rand([Batch, 1, 32, 32], dtype: type, generator: random), on);

        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            adam.ZeroGrad();
            var ours = model.Loss(images, random).Total;
            ours.backward();
            adam.Step();

            plainAdam.zero_grad();
            var theirs = PlainLoss(plain, images);
            theirs.backward();
            plainAdam.step();
            Assert.Equal(theirs.ToDouble(), ours.ToDouble(), tolerance * theirs.ToDouble());
        }
    }

    static Tensor PlainLoss(Dictionary<string, Tensor> w, Tensor x)
    {
        var h = x * 2 - 1;
        for (var i = 1; i <= 4; i++)
            h = Norm(w, $"encoder.bn{i}", F.conv2d(h, w[$"encoder.conv{i}.weight"], w[$"encoder.conv{i}.bias"], [2, 2], [1, 1]));
        var z = F.linear(h.flatten(1), w["encoder.dense.weight"], w["encoder.dense.bias"]);
        h = F.linear(z, w["decoder.dense.weight"], w["decoder.dense.bias"]).view(-1, 8 * Width, 8, 8);
        for (var i = 1; i <= 2; i++)
            h = Norm(
                w, $"decoder.bn{i}", F.conv_transpose2d(h, w[$"decoder.deconv{i}.weight"], w[$"decoder.deconv{i}.bias"], [2, 2], [1, 1]));
        var full = F.conv_transpose2d(h, w["decoder.deconv3.weight"], w["decoder.deconv3.bias"]);
        var reconstruction = sigmoid(full[.., .., 1..^2, 1..^2]);
        return (x - reconstruction).square().sum() / Batch + z.square().sum() * (0.5 * LatentWeight / Batch);
    }

    static Tensor Norm(Dictionary<string, Tensor> w, string name, Tensor h) =>
        F.relu(
            F.batch_norm(h, w[$"{name}.running_mean"], w[$"{name}.running_var"], w[$"{name}.weight"], w[$"{name}.bias"], true, 0.01, 1e-3));
}
