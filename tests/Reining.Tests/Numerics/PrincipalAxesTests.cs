using Reining.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Numerics;

public class PrincipalAxesTests
{
    [Fact]
    public void GivenTheCornersOfARectangle_WhenAxesAreFound_ThenTheyAreItsSidesTheLongerFirst()
    {
        using var scope = NewDisposeScope();
        var corners = tensor(new double[,] { { 1, 4 }, { 2, 4 }, { 1, 8 }, { 2, 8 } });
        var axes = PrincipalAxes.Of(corners);
        Assert.Equal([1.5, 6], axes.Mean.data<double>().ToArray());
        Assert.Equal(4 * 4 / 3.0, axes.Variances[0].ToDouble(), 1e-12); // four times 2² over three
        Assert.Equal(1 / 3.0, axes.Variances[1].ToDouble(), 1e-12);
        Assert.InRange((axes.Directions.abs() - tensor(new double[,] { { 0, 1 }, { 1, 0 } })).abs().max().ToDouble(), 0, 1e-12);
    }
}
