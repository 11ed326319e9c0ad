using Reining.Tests.Child;
using Reining.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

/// <summary>Every model learns sixteen images by heart, or it cannot learn.</summary>
public class OverfitTests
{
    const int Steps = 50;

    static readonly string[] Models =
    [
        "VAE", "CV-VAE", "WAE", "WAE, input noise", "AE", "AE-L2", "AE, mean", "RAE", "RAE-L2", "RAE-GP", "RAE-GP, squared output",
        "RAE-SN",
    ];

    public static TheoryData<string, string> ModelsAndDevices()
    {
        var all = new TheoryData<string, string>();
        foreach (var device in new[] { "cpu", "cuda" })
        {
            foreach (var model in Models)
                all.Add(model, device);
        }
        return all;
    }

    [SkippableTheory]
    [MemberData(nameof(ModelsAndDevices))]
    public void GivenSixteenImages_WhenTrainedFiftySteps_ThenTheReconstructionErrorFallsBelowAThird(string name, string device)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var model = SmallModels.All[name](random);
        var on = DevicesToTest.Get(device);
        model.to(on);
        var images = TrainCommand.Disks(16, 16).Images(device: on);
        model.train();
        var errors = SmallModels.Train(model, images, Steps, random);
        Assert.True(errors[^5..].Average() < errors[0] / 3, string.Join(" ", errors.Select(e => $"{e:0.0}")));
    }
}
