using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public class GatedRecurrentUnitTests
{
    [Fact]
    public void GivenTheSameWeights_WhenUnrolled_ThenTheStatesAreThoseOfTorchSharpsGru()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var ours = new GatedRecurrentUnit(3, 4, random);
        using var theirs = nn.GRU(3, 4);
        var weights = Weights.Named(ours).ToDictionary();
        using (no_grad())
        {
            weights["bias_ih"].normal_(generator: random);
            weights["bias_hh"].normal_(generator: random);
            foreach (var (name, parameter) in theirs.named_parameters())
                parameter.copy_(weights[name.Replace("_l0", "", StringComparison.Ordinal)]);
        }
        var input = randn(5, 2, 3, generator: random); // (T, N, in)
        var (expected, _) = theirs.call(input);
        Assert.True((expected - ours.forward(input)).abs().max().ToDouble() < 1e-6);
    }

    [Fact]
    public void GivenOneStepOfInput_WhenUnrolled_ThenItIsFedAtEachStep()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var layer = new GatedRecurrentUnit(3, 4, random);
        var input = randn(1, 2, 3, generator: random);
        Assert.True((layer.forward(input.expand(6, 2, 3)) - layer.Unroll(input, 6)).abs().max().ToDouble() < 1e-6);
        Refusal.Of<ArgumentException>(() => layer.Unroll(randn(2, 2, 3), 6), "expected 1 or 6 steps");
    }

    [Fact]
    public void GivenANewLayer_WhenItsWeightsAreRead_ThenEachRecurrentGateIsOrthogonal()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var layer = new GatedRecurrentUnit(3, 4, random);
        foreach (var gate in layer.StateWeight.chunk(3))
            Assert.True((gate.mm(gate.t()) - eye(4)).abs().max().ToDouble() < 1e-5);
    }
}
