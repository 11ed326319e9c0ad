using Reining.Data;

namespace Reining.Tests.Data;

public class StackedMnistTests
{
    static LabeledImages Digits(int channels = 1) => new(
        "four", [.. Enumerable.Range(0, 4 * channels * 4).Select(i => (byte)i)], [0, 1, 2, 3], channels, 2, 2, ["0", "1", "2", "3"]);

    [Fact]
    public void GivenDigits_WhenStacked_ThenEachChannelIsTheDigitThatTheSeedChose()
    {
        var (digits, stacked) = (Digits(), StackedMnist.Of(Digits(), 50, seed: 3));
        var choice = StackedMnist.Choice(4, 50, 3);
        Assert.Equal((50, 3, 2, 2), (stacked.Count, stacked.Channels, stacked.Height, stacked.Width));
        for (var i = 0; i < 50; i++)
            for (var c = 0; c < 3; c++)
                Assert.Equal(digits.Pixels(choice[3 * i + c]).ToArray(), stacked.Pixels(i).Slice(4 * c, 4).ToArray());
        Assert.Equal([0, 1, 2, 3], choice.Distinct().Order());
        Assert.Equal(choice, StackedMnist.Choice(4, 50, 3));
        Assert.NotEqual(choice, StackedMnist.Choice(4, 50, 4));
    }

    [Fact]
    public void GivenImagesInColor_WhenStacked_ThenTheErrorSaysWhatWasExpected() =>
        Assert.Contains("gray", Assert.Throws<ArgumentException>(() => StackedMnist.Of(Digits(3), 5, 1)).Message);
}
