using Reining.Data;

namespace Reining.Tests.Data;

public sealed class LabeledImagesTests
{
    // Image i is filled with i, so an example is recognized by its pixels.
    static LabeledImages Numbered(int count, int channels = 1) => new(
        "numbered",
        [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)i, channels * 3 * 2))],
        [.. Enumerable.Range(0, count).Select(i => (byte)(i % 3))],
        channels, 3, 2, ["a", "b", "c"]);

    static int[] Identities(LabeledImages set) => [.. Enumerable.Range(0, set.Count).Select(i => (int)set.Pixels(i)[0])];

    [Fact]
    public void GivenASplit_WhenDrawn_ThenPartsAreDisjointAndCoverWhatWasAsked()
    {
        var parts = Numbered(100).Split([60, 25, 10], seed: 5);
        Assert.Equal([60, 25, 10], parts.Select(p => p.Count));
        Assert.Equal(95, parts.SelectMany(Identities).Distinct().Count());
        Assert.All(parts, p => Assert.All(Enumerable.Range(0, p.Count), i => Assert.Equal(p.Pixels(i)[0] % 3, p.Label(i))));
    }

    [Fact]
    public void GivenTheSameSeed_WhenSplitTwice_ThenPartsAreTheSameAndAnotherSeedGivesOthers()
    {
        Assert.Equal(Identities(Numbered(100).Split([50], 5)[0]), Identities(Numbered(100).Split([50], 5)[0]));
        Assert.NotEqual(Identities(Numbered(100).Split([50], 5)[0]), Identities(Numbered(100).Split([50], 6)[0]));
    }

    [Fact]
    public void GivenTooLargeParts_WhenSplit_ThenTheErrorGivesTheCounts()
    {
        var e = Assert.Throws<ArgumentException>(() => Numbered(100).Split([60, 41], 5));
        Assert.Contains("at most 100", e.Message, StringComparison.Ordinal);
        Assert.Contains("60 + 41", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenClasses_WhenCounted_ThenEachIsCounted()
    {
        Assert.Equal([4, 3, 3], Numbered(10).ClassCounts());
        Assert.Equal([1, 1, 0], Numbered(10).Take(2).ClassCounts());
        Assert.Equal([3, 4, 5], Identities(Numbered(10).Slice(3, 3)));
    }

    [Fact]
    public void GivenIndices_WhenMadeATensor_ThenValuesAreTheQuotients()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var x = Numbered(256).Images([255, 0, 51]);
        Assert.Equal([3, 1, 3, 2], x.shape);
        var values = x.data<float>().ToArray();
        Assert.Equal([1f, 0f, 51 / 255f], [values[0], values[6], values[12]]);
        Assert.Equal([0L, 0L, 0L], Numbered(256).Labels([255, 0, 51]).data<long>().ToArray());
    }

    // 16 x 16 and 16 x 17 pixels: with and without a rest beside the vectors.
    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    public void GivenEveryByteValue_WhenMadeATensor_ThenEachIsExactlyTheQuotient(int width)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        byte[] pixels = [.. Enumerable.Range(0, 16 * width).Select(i => (byte)i)];
        var set = new LabeledImages("all", pixels, [0], 1, 16, width, ["a"]);
        float[] expected = [.. pixels.Select(p => p / 255f)];
        Assert.Equal(expected, set.Images([0]).data<float>().ToArray());
        Assert.Equal(expected, set.Images([0], pad: 1).slice(2, 1, 17, 1).slice(3, 1, 1 + width, 1).contiguous().data<float>().ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void GivenPadding_WhenMadeATensor_ThenTheBorderIsZeroAndTheMiddleIsTheImage(int channels)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var set = Numbered(20, channels);
        var padded = set.Images([7, 19], pad: 2);
        Assert.Equal([2, channels, 7, 6], padded.shape);
        var expected = TorchSharp.torch.nn.functional.pad(set.Images([7, 19]), [2, 2, 2, 2]);
        Assert.Equal(expected.data<float>().ToArray(), padded.data<float>().ToArray());
    }

    [Fact]
    public void GivenColorPlanes_WhenMadeAPicture_ThenChannelsAreInterleaved()
    {
        var set = new LabeledImages("one", [1, 2, 10, 20, 100, 200], [0], 3, 1, 2, ["a"]);
        Assert.Equal([1, 10, 100, 2, 20, 200], set.Picture(0).Pixels.ToArray());
    }

    [Fact]
    public void GivenWrongIndices_WhenUsed_ThenTheErrorGivesTheRange()
    {
        Refusal.Of<ArgumentException>(() => Numbered(10).Images([10]), "from 0 to 9, got 10");
        Refusal.Of<ArgumentException>(() => Numbered(10).Select([0, -1]), "got -1 at position 1");
        Refusal.Of<ArgumentException>(() => Numbered(10).Slice(8, 3), "got 3 examples from 8");
    }

    [Fact]
    public void GivenPixelsOfAnotherLength_WhenBuilt_ThenTheErrorGivesBothLengths() =>
        Refusal.Of<ArgumentException>(
            () => new LabeledImages("x", new byte[11], new byte[2], 1, 3, 2, ["a"]), "expected 12 bytes for 2 images of 1x3x2, got 11");
}
