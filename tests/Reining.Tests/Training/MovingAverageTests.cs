using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

public class MovingAverageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void GivenAHistoryOfValues_WhenAveraged_ThenItIsTheClosedFormAndBuffersAreTheNewest(double decay)
    {
        using var scope = NewDisposeScope();
        using var norm = new BatchNorm2d(2);
        using var average = new MovingAverage(norm, decay); // weights start at 1
        double[] history = [3, -1, 4, 1.5];
        using (no_grad())
        {
            foreach (var value in history)
            {
                norm.Weight.fill_(value);
                Weights.Named(norm).ToDictionary()["running_mean"].fill_(value);
                average.Update();
            }
        }
        var n = history.Length;
        var expected = Math.Pow(decay, n) + (1 - decay) * history.Select((v, i) => Math.Pow(decay, n - 1 - i) * v).Sum();
        Assert.Equal(expected, average.Values["weight"][1].ToDouble(), 1e-6);
        Assert.Equal(0, average.Values["bias"][0].ToDouble());
        Assert.Equal(1.5, average.Values["running_mean"][0].ToDouble());
        Assert.Equal(1.5, norm.Weight[0].ToDouble()); // the model itself is untouched
    }

    [Fact]
    public void GivenASavedAverage_WhenLoaded_ThenItIsEqual_AndAnotherModelsIsRefused()
    {
        using var scope = NewDisposeScope();
        using BatchNorm2d two = new(2), three = new(3);
        using MovingAverage average = new(two, 0.5), other = new(three, 0.5);
        average.Load(new Dictionary<string, Tensor>(average.Values) { ["weight"] = full([2], 7) });
        Assert.Equal(7, average.Values["weight"][0].ToDouble());
        Assert.Contains("expected 'weight' 2, got 3", Assert.Throws<InvalidDataException>(() => average.Load(other.Values)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAnAverage_WhenUpdatedAndDisposed_ThenNoTensorStaysAlive()
    {
        using var norm = new BatchNorm2d(2);
        var before = LiveTensors.OnThisThread;
        using (var average = new MovingAverage(norm, 0.5))
            average.Update();
        Assert.Equal(before, LiveTensors.OnThisThread);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void GivenADecayOutsideItsRange_WhenMade_ThenItIsRefused(double decay)
    {
        using var norm = new BatchNorm2d(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MovingAverage(norm, decay));
        Assert.Contains("AverageDecay", Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions(1) { AverageDecay = decay }).Message, StringComparison.Ordinal);
    }
}
