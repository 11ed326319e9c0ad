using Reining.Chapters;
using Reining.Chapters.Inversion;

namespace Reining.Tests.Chapters.Inversion;

/// <summary>Curves made by hand.</summary>
public class EqualComputeTests
{
    static IReadOnlyList<Measurement> Curve(string model, params (double Iterations, double Seconds, double Value)[] points) =>
    [
        .. points.Select(p => new Measurement(model, 1)
        {
            Axis = new("iterations", p.Iterations),
            Numbers = new Dictionary<string, double> { ["curve.seconds"] = p.Seconds, ["curve.mse"] = p.Value },
        }),
    ];

    [Theory]
    [InlineData(10, 8)] // at a point
    [InlineData(15, 6)] // half way to the next
    [InlineData(12.5, 7)]
    [InlineData(20, 4)] // at the end
    [InlineData(3, 8)] // before the first one: the first one's
    public void GivenACurve_WhenReadAtSeconds_ThenItIsTheLineBetweenPoints(double seconds, double expected) =>
        Assert.Equal(expected, EqualCompute.At(Curve("gan", (100, 10, 8), (200, 20, 4)), seconds, "mse"), 12);

    [Fact]
    public void GivenTwoCurves_WhenCompared_ThenTheRivalIsReadWhereTheMethodEnds()
    {
        IReadOnlyList<Measurement> all =
        [
            new("invgan", 1) { Numbers = new Dictionary<string, double> { ["mse"] = 99 } }, // the finished model is no point
            .. Curve("invgan", (50, 8, 3), (100, 16, 2)), .. Curve("gan", (100, 10, 8), (200, 20, 4)),
        ];
        var view = new SeedView(1, all);
        Assert.Equal(2, EqualCompute.End(view, "invgan", "", "mse"));
        Assert.Equal(5.6, EqualCompute.Rival(view, "gan", "invgan", "", "mse"), 12); // 8 − 0.6 · 4
        Assert.Equal(160, EqualCompute.IterationsAt(Curve("gan", (100, 10, 8), (200, 20, 4)), 16), 12);
    }

    [Fact]
    public void GivenARivalThatWasTrainedForLess_WhenCompared_ThenNothingIsMeasuredAndTheReasonIsGiven()
    {
        var view = new SeedView(1, [.. Curve("invgan", (100, 30, 2)), .. Curve("gan", (100, 10, 8), (200, 20, 4)), new("rae", 1)]);
        var error = Assert.Throws<MissingMeasurementException>(() => EqualCompute.Rival(view, "gan", "invgan", "", "mse"));
        Assert.Contains("30 processor seconds; its training took 20", error.Missing, StringComparison.Ordinal);
        Assert.Throws<MissingMeasurementException>(() => EqualCompute.End(view, "rae", "", "mse"));
    }
}
