using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>Draws of q(z|x): their spread is the encoder's, and those of deterministic models are the codes.</summary>
public class DrawnCodeTests
{
    const int Draws = 4_000;

    [Theory]
    [MemberData(nameof(DerivativeTests.Models), MemberType = typeof(DerivativeTests))]
    public void GivenAModel_WhenCodesAreDrawn_ThenTheyScatterAboutTheCodesAsItsPosteriorSays(string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (model, images) = SmallModels.InDouble(name, batch: 1);
        using var _ = model;
        model.eval();
        var codes = model.Encode(images); // (1, d)
        var drawn = model.DrawCodes(images.expand(Draws, -1, -1, -1), new Generator(3)); // (n, d)
        if (!model.IsStochastic)
        {
            Assert.True(drawn.allclose(codes.expand_as(drawn)));
            return;
        }
        var sigma = model is Vae vae ? vae.Posterior(images).LogSigma.exp() : full_like(codes, ((ConstantVarianceVae)model).Settings.Sigma);
        Assert.True(((drawn.mean([0]) - codes).abs() < 5 / Math.Sqrt(Draws) * sigma).all().item<bool>());
        Assert.True((drawn.std(0) / sigma - 1).abs().max().ToDouble() < 0.06);
    }
}
