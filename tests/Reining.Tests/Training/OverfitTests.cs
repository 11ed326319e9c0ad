using Reining.Tests.Child;
using Reining.Tests.Models;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

/// <summary>Every model learns sixteen images by heart, or it cannot learn.</summary>
public class OverfitTests
{
    const int Steps = 50;

    [Theory]
    [InlineData("VAE")]
    [InlineData("CV-VAE")]
    [InlineData("WAE")]
    [InlineData("WAE, input noise")]
    [InlineData("AE")]
    [InlineData("AE-L2")]
    [InlineData("AE, mean")]
    [InlineData("RAE")]
    [InlineData("RAE-L2")]
    [InlineData("RAE-GP")]
    [InlineData("RAE-GP, squared output")]
    [InlineData("RAE-SN")]
    public void GivenSixteenImages_WhenTrainedFiftySteps_ThenTheReconstructionErrorFallsBelowAThird(string name)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var model = SmallModels.All[name](random);
        using var adam = new Adam(model, new AdamOptions(0.02));
        var images = TrainCommand.Disks(16, 16).Images();
        model.train();

        var errors = new List<double>();
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            adam.ZeroGrad();
            var terms = model.Loss(images, random);
            terms.Total.backward();
            adam.Step();
            errors.Add(terms.Reconstruction.ToDouble());
        }
        Assert.True(errors[^5..].Average() < errors[0] / 3, string.Join(" ", errors.Select(e => $"{e:0.0}")));
    }
}
