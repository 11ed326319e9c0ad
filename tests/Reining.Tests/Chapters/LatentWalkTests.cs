using Reining.Chapters;
using Reining.Chapters.Autoencoders;
using Reining.Images;
using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Chapters;

/// <summary>A walk through an autoencoder's codes: the sliders span them, from the mean, in deviations.</summary>
public sealed class LatentWalkTests : IDisposable
{
    const int Count = 60, Size = 4;

    readonly RegularizedAutoencoder _model = new(
        new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(2, Size), LatentWeight: 0.064), new Generator(1));

    readonly Tensor _images = rand([Count, 1, 32, 32], generator: new Generator(2));
    readonly LatentWalk _walk;

    public LatentWalkTests()
    {
        _model.eval();
        _walk = new LatentWalk(_model, _images, "untrained", "a test");
    }

    public void Dispose() => _walk.Dispose();

    static void AssertNear(PixelImage expected, PixelImage actual) => Assert.All(
        Enumerable.Range(0, expected.Pixels.Length), i => Assert.InRange(Math.Abs(expected.Pixels[i] - actual.Pixels[i]), 0, 1));

    PixelImage Decoded(Tensor code) => new ImageBatch(_model.Decode(code), PixelRange.ZeroToOne).ToPixelImages()[0];

    [Fact]
    public void GivenCodes_WhenTheSlidersStandInTheMiddle_ThenTheirMeanIsDecoded()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Assert.Equal(Size, _walk.Factors.Count);
        Assert.All(_walk.Factors, f => Assert.Equal((-4.0, 4.0, 0.0), (f.Least, f.Most, f.Default)));
        AssertNear(Decoded(_model.Encode(_images).mean([0], keepdim: true)), _walk.Render(new double[Size])[0]);
    }

    [Fact]
    public void GivenATrainingImage_WhenItsCoordinatesAreShown_ThenItsReconstructionAndItselfAppear()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var i in new[] { 3, 41 })
        {
            var code = _model.Encode(_images)[i];
            var shown = _walk.Render(_walk.Coordinates(code));
            AssertNear(Decoded(code.unsqueeze(0)), shown[0]);
            AssertNear(new ImageBatch(_images[i].unsqueeze(0), PixelRange.ZeroToOne).ToPixelImages()[0], shown[1]);
        }
    }

    [Fact]
    public void GivenAllCodes_WhenTheirCoordinatesAreTaken_ThenTheyHaveMeanZeroAndDeviationOneAndTheLargestDirectionComesFirst()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var codes = _model.Encode(_images);
        var all = Enumerable.Range(0, Count).Select(i => _walk.Coordinates(codes[i])).ToArray();
        for (var k = 0; k < Size; k++)
        {
            Assert.Equal(0, all.Average(c => c[k]), 3);
            Assert.InRange(Math.Sqrt(all.Sum(c => c[k] * c[k]) / (Count - 1)), 0.9, 1.01); // cut at 4
        }
        Assert.StartsWith("directions 1 to 2: ", _walk.Factors[0].Group, StringComparison.Ordinal);
        Assert.StartsWith("directions 3 to 4: ", _walk.Factors[3].Group, StringComparison.Ordinal);
        var moved = Enumerable.Range(0, Size).Select(k => Moved(k)).ToArray();
        Assert.Equal(moved.OrderDescending(), moved);

        // How far the codes reach along a direction.
        double Moved(int k)
        {
            var (a, b) = (new double[Size], new double[Size]);
            b[k] = 1;
            return (_walk.Code(b) - _walk.Code(a)).norm().ToDouble();
        }
    }

    [Fact]
    public void GivenChance_WhenItDraws_ThenValuesAreInRangeAndWrongOnesAreRefused()
    {
        for (ulong seed = 0; seed < 20; seed++)
            Factor.Check("Draw", _walk.Factors, _walk.Draw(seed));
        Assert.Equal(_walk.Draw(3), _walk.Draw(3));
        Assert.NotEqual(_walk.Draw(3), _walk.Draw(4));
        Assert.Throws<ArgumentException>(() => _walk.Render([0, 0, 0]));
        Assert.Throws<ArgumentException>(() => _walk.Render([0, 0, 0, 5]));
    }
}
