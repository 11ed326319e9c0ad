using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class LinearReadoutTests
{
    [Fact]
    public void GivenCodes_WhenNumbersAreReadOffThem_ThenTheExplainedShareIsThatOfTheLinearPart()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var codes = 3 * randn(4000, 5, generator: random) + 7;
        var noise = randn(4000, generator: random);
        var standard = (codes[.., 0] - 7) / 3;
        var values = stack([2 * codes[.., 1] - codes[.., 3] + 4, standard + noise, noise], 1);
        var explained = LinearReadout.Explained(codes[..3000], values[..3000], codes[3000..], values[3000..], ridge: 1e-6);
        Assert.Equal(1, explained[0], 1e-6);
        Assert.InRange(explained[1], 0.42, 0.58); // half of its variance is noise
        Assert.InRange(explained[2], -0.02, 0.02);
    }

    [Fact]
    public void GivenOtherRowsThanCodes_WhenRead_ThenTheErrorNamesBothShapes()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => LinearReadout.Explained(zeros(4, 2), zeros(3, 1), zeros(2, 2), zeros(2, 1)));
        Assert.Contains("4x2 and 3x1", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => LinearReadout.Explained(zeros(4, 2), zeros(4, 3), zeros(2, 2), zeros(2, 1)));
        Assert.Contains("values 4x3 and 2x1", error.Message, StringComparison.Ordinal);
    }
}
