using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>Gradients of the losses, and of the gradient penalty (second derivatives),
/// against central finite differences in double precision.</summary>
public class DerivativeTests
{
    const double Tolerance = 1e-6;
    const double Step = 1e-6; // short: losses bend, and gradient penalties jump, where a ReLU switches
    const int EntriesPerParameter = 2;
    const ulong Noise = 11;

    public static TheoryData<string> Models => [.. SmallModels.All.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void GivenAModel_WhenItsLossIsDifferentiated_ThenTheGradientEqualsFiniteDifferences(string name) =>
        // Spectral normalization holds its vectors fixed in the gradient: they must not move between two evaluations either.
        Compare(name, terms => terms.Total, training: name != "RAE-SN");

    [Theory]
    [InlineData("RAE-GP", true)]
    [InlineData("RAE-GP", false)]
    [InlineData("RAE-GP, squared output", true)]
    [InlineData("RAE-GP, squared output", false)]
    public void GivenAGradientPenalty_WhenItAloneIsDifferentiated_ThenTheSecondDerivativesEqualFiniteDifferences(
        string name, bool training) =>
        Compare(name, terms => terms["regularizer"], training);

    static void Compare(string name, Func<LossTerms, Tensor> term, bool training)
    {
        using var scope = NewDisposeScope();
        var (model, images) = SmallModels.InDouble(name);
        using var own = model;
        model.train(training);
        double Value()
        {
            using var inner = NewDisposeScope();
            using var noise = new Generator(Noise);
            return term(model.Loss(images, noise)).ToDouble();
        }

        using (var noise = new Generator(Noise))
            term(model.Loss(images, noise)).backward();
        var parameters = model.named_parameters().Where(p => p.parameter.grad is not null).ToList();
        Assert.NotEmpty(parameters);
        var typical = Math.Sqrt(parameters.Sum(p => p.parameter.grad!.square().sum().ToDouble()) / model.ParameterCount);
        Assert.True(typical > 1e-3, $"the gradient is nearly zero: {typical}");

        var random = new Random(1);
        foreach (var (parameterName, parameter) in parameters)
        {
            for (var i = 0; i < EntriesPerParameter; i++)
            {
                var at = random.NextInt64(parameter.numel());
                var flat = parameter.detach().flatten(); // a view: writes go to the parameter
                var value = flat[at].ToDouble();
                flat[at] = value + Step;
                var above = Value();
                flat[at] = value - Step;
                var below = Value();
                flat[at] = value;

                var numeric = (above - below) / (2 * Step);
                var analytic = parameter.grad!.flatten()[at].ToDouble();
                Assert.True(
                    Math.Abs(numeric - analytic) <= Tolerance * Math.Max(typical, Math.Abs(analytic)),
                    $"{name}, {parameterName}[{at}]: finite difference {numeric:R}, gradient {analytic:R}, typical {typical:R}");
            }
        }
    }
}
