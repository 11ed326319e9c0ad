using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>Gradients of the losses, and of the gradient penalty (second derivatives),
/// against central finite differences in double precision.</summary>
public class DerivativeTests
{
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
        FiniteDifferences.Check(name, FiniteDifferences.Of(model), Value);
    }
}
