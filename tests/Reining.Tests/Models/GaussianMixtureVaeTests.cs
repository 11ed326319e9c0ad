using Reining.Models;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

public sealed class GaussianMixtureVaeTests
{
    static readonly StridedNetOptions Small = new(Width: 2, Hidden: 8);

    static GaussianMixtureVae Make(GaussianMixtureVaeOptions? options = null)
    {
        using var random = new Generator(3);
        return new GaussianMixtureVae(options ?? new(Small), random);
    }

    static (Tensor Images, Tensor Labels) Batch(int count = 6)
    {
        using var random = new Generator(5);
        return (rand([count, 1, 28, 28], generator: random), arange(count, dtype: int64) % 10);
    }

    [Theory]
    [InlineData(ComponentPlacement.OneHot, 10, 10)]
    [InlineData(ComponentPlacement.Simplex, 10, 9)]
    [InlineData(ComponentPlacement.Simplex, 3, 2)]
    public void GivenAPlacement_WhenMeansAreMade_ThenAllPairsAreAsFarApart(ComponentPlacement placement, long classes, long size)
    {
        using var scope = NewDisposeScope();
        var means = Make(new(Small) { Placement = placement, Classes = classes }).Means.to(float64);
        Assert.Equal([classes, size], means.shape);
        var distances = (means.unsqueeze(0) - means.unsqueeze(1)).square().sum(2).sqrt();
        Assert.True((distances - Math.Sqrt(2) * (1 - eye(classes, dtype: float64))).abs().max().ToDouble() < 1e-6);
    }

    [Fact]
    public void GivenASimplex_WhenItsCornersAreAdded_ThenTheyAreCentered()
    {
        using var scope = NewDisposeScope();
        Assert.True(Make(new(Small) { Placement = ComponentPlacement.Simplex }).Means.sum(dim: 0).abs().max().ToDouble() < 1e-6);
    }

    [Fact]
    public void GivenTooFewDimensions_WhenTheModelIsMade_ThenItSaysHowManyAreNeeded() =>
        Refusal.Of<ArgumentException>(() => Make(new(Small) { ClassSize = 8 }), "at least 10", "got 8");

    // Fact sheet robust-gmvae.md §2.3.
    [Fact]
    public void GivenKnownCases_WhenTheDivergenceIsComputed_ThenItIsTheirs()
    {
        Assert.Equal(15, GaussianMixtureVae.Divergence(0.01, 10, 1.0 / 3000, 1.0 / 3000), 9);
        Assert.Equal(1.5343, GaussianMixtureVae.Divergence(0, 10, 2, 1), 4);
    }

    [Fact]
    public void GivenALabeledBatch_WhenTheLossIsTaken_ThenItIsErrorAndWeightedDistance()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var (images, labels) = Batch();
        var model = Make(new(Small, ClusterWeight: 7) { NoiseVariance = 0 });
        var codes = model.Encode(images);
        var error = (images - model.Decode(codes)).square().sum().ToDouble() / 6;
        var cluster = (codes - model.Means.index_select(0, labels)).square().sum().ToDouble() / 6 * 7;
        var loss = model.LabeledLoss(images, labels, random);
        Assert.Equal(error, loss["reconstruction"].ToDouble(), 3);
        Assert.Equal(cluster, loss["cluster"].ToDouble(), 3);
        Assert.Equal(error + cluster, loss.Total.ToDouble(), 3);
    }

    [Fact]
    public void GivenTightComponents_WhenAnUnlabeledLossIsTaken_ThenSoftIsHardAndBothAreTheNearestComponent()
    {
        using var scope = NewDisposeScope();
        var (images, _) = Batch();
        double Loss(UnlabeledTerm term)
        {
            using var random = new Generator(1);
            return Make(new(Small) { Unlabeled = term }).UnlabeledLoss(images, random)["cluster"].ToDouble();
        }
        var model = Make();
        // λ times the nearest squared distance, and 2λσ² ln K.
        var nearest = model.SquaredDistances(model.Encode(images)).amin([1]).mean().ToDouble() * 1000 + 2 * 1000 / 3000.0 * Math.Log(10);
        Assert.Equal(nearest, Loss(UnlabeledTerm.Hard), 2);
        Assert.InRange(Loss(UnlabeledTerm.Soft), nearest - 2 * 1000 / 3000.0 * Math.Log(10) - 1e-3, nearest + 1e-3);
    }

    [Fact]
    public void GivenCodes_WhenScaled_ThenTheNearestComponentIsTheLikeliest()
    {
        using var scope = NewDisposeScope();
        var (images, _) = Batch();
        var model = Make();
        Assert.Equal(
            model.SquaredDistances(model.Encode(images)).argmin(1).Longs(), model.Scores(images, scale: 1500).argmax(1).Longs());
    }

    [Fact]
    public void GivenAStyleCode_WhenDrawnAndDecoded_ThenTheClassPartIsNearItsMean()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        var model = Make(new(Small) { StyleSize = 4 });
        var codes = model.Draw(tensor([3L, 7L]), random);
        Assert.Equal([2, 14], codes.shape);
        Assert.True(model.SquaredDistances(codes).argmin(1).Longs() is [3, 7]);
        Assert.Equal([2, 1, 28, 28], model.Decode(codes).shape);
    }

    [Fact]
    public void GivenOneBatch_WhenTrainedForFiftySteps_ThenItIsClassifiedAndReconstructed()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var (images, labels) = Batch();
        var model = Make(new(new(Width: 4, Hidden: 32)));
        var before = model.LabeledLoss(images, labels, random).Total.ToDouble();
        using var adam = optim.Adam(model.parameters(), 3e-3);
        for (var i = 0; i < 50; i++)
        {
            using var step = NewDisposeScope();
            adam.zero_grad();
            model.LabeledLoss(images, labels, random).Total.backward();
            adam.step();
        }
        Assert.True(model.LabeledLoss(images, labels, random).Total.ToDouble() < 0.5 * before);
        Assert.Equal(labels.Longs(), model.Scores(images).argmax(1).Longs());
    }
}
