using Reining.Data;

namespace Reining.Tests.Data;

public class PatchesTests
{
    // Every pixel of the two images is another byte.
    static LabeledImages Two => new("two", [.. Enumerable.Range(1, 2 * 3 * 16).Select(i => (byte)i)], [0, 1], 3, 4, 4, ["a", "b"]);

    [Fact]
    public void GivenImages_WhenPiecesAreCut_ThenEachIsAPieceOfOneImageWithItsLabel()
    {
        var pieces = Patches.Of(Two, side: 2, count: 200, seed: 1);
        Assert.Equal((200, 3, 2, 2), (pieces.Count, pieces.Channels, pieces.Height, pieces.Width));
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces.Pixels(i);
            var first = piece[0] - 1; // where the piece starts
            Assert.Equal(first / 48, pieces.Label(i));
            for (var at = 0; at < 12; at++)
                Assert.Equal(first + 1 + at / 4 * 16 + at % 4 / 2 * 4 + at % 2, piece[at]);
        }
        Assert.Equal(18, Enumerable.Range(0, 200).Select(i => pieces.Pixels(i)[0]).Distinct().Count()); // nine places in two images
        Assert.Equal(Bytes(pieces), Bytes(Patches.Of(Two, 2, 200, 1)));
        Assert.NotEqual(Bytes(pieces), Bytes(Patches.Of(Two, 2, 200, 2)));
    }

    [Fact]
    public void GivenPadding_WhenPiecesAreCut_ThenWhatLiesOutsideIsBlack()
    {
        var pieces = Patches.Of(Two, side: 6, count: 20, seed: 1, pad: 1); // whole images with their border
        for (var i = 0; i < pieces.Count; i++)
        {
            var label = pieces.Label(i);
            var plane = pieces.Pixels(i)[..36].ToArray();
            Assert.Equal(16, plane.Count(v => v > 0));
            Assert.Equal(Two.Pixels(label)[..4].ToArray(), plane[7..11]);
        }
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(2, 0)]
    public void GivenPiecesThatDoNotFit_WhenCut_ThenTheErrorSaysWhatWasExpected(int side, int count) =>
        Assert.Contains("side from 1 to 4", Assert.Throws<ArgumentException>(() => Patches.Of(Two, side, count, 1)).Message);

    static byte[] Bytes(LabeledImages images) => [.. Enumerable.Range(0, images.Count).SelectMany(i => images.Pixels(i).ToArray())];
}
