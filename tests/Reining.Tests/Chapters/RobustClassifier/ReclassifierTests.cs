using Reining.Attacks;
using Reining.Chapters.RobustClassifier;
using Reining.Models;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Chapters.RobustClassifier;

public sealed class ReclassifierTests
{
    static GaussianMixtureVae Model()
    {
        using var random = new Generator(4);
        var model = new GaussianMixtureVae(new(new(Width: 2, Hidden: 8)), random);
        model.eval();
        return model;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void GivenDecodedMeans_WhenClassifiedByTheDecoderAlone_ThenTheirClassesAreFound(double priorWeight)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var model = Model();
        var images = model.Decode(model.Means);
        var (classes, decisions) = new Reclassifier(model, priorWeight) { Steps = 20 }.Classify(images, full([10], 0.5f));
        Assert.Equal(Enumerable.Range(0, 10).Select(k => (long)k), classes.Longs());
        Assert.Equal(classes.Longs(), decisions.Longs());
        // Where the threshold is smaller than any distance, everything is rejected again.
        var (_, none) = new Reclassifier(model, priorWeight) { Steps = 20 }.Classify(rand(3, 1, 28, 28), full([10], 1e-9f));
        Assert.All(none.Longs(), d => Assert.Equal(AttackedModel.Rejected, d));
    }

    [Fact]
    public void GivenSeveralImages_WhenClassifiedTogether_ThenEachGetsWhatItGetsAlone()
    {
        using var scope = NewDisposeScope();
        var model = Model();
        var images = rand(4, 1, 28, 28);
        var reclassifier = new Reclassifier(model, 10) { Steps = 10 };
        var together = reclassifier.Classify(images, full([10], 0.5f)).Classes.Longs();
        Assert.Equal(together, Enumerable.Range(0, 4)
            .Select(i => reclassifier.Classify(images.narrow(0, i, 1), full([10], 0.5f)).Classes.Longs()[0]));
    }

    [Fact]
    public void GivenMoreSteps_WhenDescending_ThenTheObjectiveFalls()
    {
        using var scope = NewDisposeScope();
        var model = Model();
        var images = rand(3, 1, 28, 28);
        var starts = model.Means.narrow(0, 0, 3);
        double After(int steps) => new Reclassifier(model, 0) { Steps = steps }.Descend(images, starts, starts).Objectives.sum().ToDouble();
        Assert.True(After(40) < After(1));
    }
}
