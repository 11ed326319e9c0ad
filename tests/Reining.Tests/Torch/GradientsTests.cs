using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

/// <summary>The guard itself; what ends the process without it is tried in processes of its own by <see cref="MisuseTests"/>.</summary>
public class GradientsTests
{
    [Fact]
    public void GivenALossOfALeaf_WhenDifferentiated_ThenTheGradientIsTheHandWorkedOne()
    {
        using var scope = NewDisposeScope();
        var (x, other) = (tensor(new[] { 1f, 2f }, requires_grad: true), tensor(3f, requires_grad: true));
        var gradient = Gradients.Of((x.square() * other).sum(), x, "Test");
        Assert.Equal([6f, 12f], gradient.data<float>().ToArray());
        Assert.Null(other.grad); // only the leaf asked for
    }

    [Fact]
    public void GivenAValueOfTheGraph_WhenDifferentiated_ThenItsGradientCanBeDifferentiatedAgain()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2f, requires_grad: true);
        var z = x * 3; // 6
        var first = Gradients.Differentiable(z.pow(3), z, "Test"); // 3z² = 108
        Assert.Equal(108f, first.item<float>());
        Assert.Equal(108f, Gradients.Of(first, x, "Test").item<float>()); // 6z · 3
    }

    [Fact]
    public void GivenWhatCannotBeDifferentiated_WhenAsked_ThenTheMessageSaysWhy()
    {
        using var scope = NewDisposeScope();
        var (x, unused) = (ones(2, requires_grad: true), ones(2, requires_grad: true));
        Expect(() => Gradients.Backward(x.detach().sum(), "Test"), "Test: expected a loss with a gradient");
        Expect(() => Gradients.Backward(x * 2, "Test"), "expected a loss of one number, got");
        Expect(() => Gradients.Of(x.sum(), unused, "Test"), "expected a loss that depends");
        Expect(() => Gradients.Differentiable(x.sum(), unused, "Test"), "expected a value that depends");
        Expect(() => Gradients.Differentiable(x.sum(), ones(2), "Test"), "expected a tensor of the graph");
        var spent = x.exp().sum();
        spent.backward();
        Expect(() => Gradients.Backward(spent, "Test"), "got an error of its graph: Trying to backward through the graph a second time");
    }

    static void Expect(Action action, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
