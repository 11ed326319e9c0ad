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

    [Fact]
    public void GivenTheWholeSearch_WhenDifferentiated_ThenTheGradientIsThatOfDifferencesAndTheObjectiveUnchanged()
    {
        using var scope = NewDisposeScope();
        var model = (GaussianMixtureVae)Model().to(float64);
        var images = rand([2, 1, 28, 28], dtype: float64);
        var starts = model.Means.narrow(0, 0, 2);
        var search = new Reclassifier(model, 10) { Steps = 5 };
        Tensor At(Tensor x, bool unrolled) => search.Descend(x, starts, starts, unrolled).Objectives;
        var leaf = images.clone().requires_grad_(true);
        var objectives = At(leaf, unrolled: true);
        Assert.Equal(At(images, unrolled: false).Doubles(), objectives.detach().Doubles());
        objectives.sum().backward();
        var way = randn_like(images);
        const double Step = 1e-5;
        var differences = (At(images + Step * way, unrolled: false) - At(images - Step * way, unrolled: false)) / (2 * Step);
        var slopes = (leaf.grad! * way).flatten(1).sum(1);
        Assert.All(slopes.Doubles().Zip(differences.Doubles()), p => Assert.Equal(p.Second, p.First, Math.Abs(p.Second) * 1e-4 + 1e-7));
        // At fixed codes the slope is another one: the search is in it.
        var fixedCodes = (2 * (images - model.Decode(search.Descend(images, starts, starts).Codes)) * way).flatten(1).sum(1);
        Assert.True((fixedCodes - slopes).abs().max().ToDouble() > 1e-4);
    }

    [Fact]
    public void GivenARejectedImage_WhenTheChainDecides_ThenTheDecoderClassifiesItAndTheRestStays()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var model = Model();
        var images = cat([model.Decode(model.Means.narrow(0, 3, 1)), full([1, 1, 28, 28], 0.99f)]);
        // A rule that calls everything class 7 and accepts the second image alone.
        var rule = new SelectiveClassifier(
            x => (
                nn.functional.one_hot(full([x.shape[0]], 7L), 10).to(float32),
                (1 - x.flatten(1).mean([1L])).view(-1, 1, 1).expand(-1, 1, 10)),
            "brightness");
        var dark = 1 - images.flatten(1).mean([1L]).Doubles()[0];
        rule.Calibrate(images.narrow(0, 1, 1), tensor(new[] { 7L }), 0.5);
        Assert.True(dark > rule.Thresholds.Doubles()[7]);
        var decisions = new ClassifierChain(rule.Scaled(1), new Reclassifier(model, 0) { Steps = 5 }).Decide(images).Longs();
        Assert.Equal(7, decisions[1]);
        Assert.NotEqual(7, decisions[0]);
    }
}
