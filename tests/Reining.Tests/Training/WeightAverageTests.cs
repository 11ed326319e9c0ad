using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

public class WeightAverageTests
{
    const int Batch = 10;

    static AveragedWeights Of(nn.Module module, WeightAverage options) => new(options, [("net", module)]);

    static WeightAverage Decaying(double decay) => new("average", ["net"], Batch * Math.Log(0.5) / Math.Log(decay));

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void GivenAHistoryOfValues_WhenAveraged_ThenItIsTheClosedFormAndBuffersAreTheNewest(double decay)
    {
        using var scope = NewDisposeScope();
        using var norm = new BatchNorm2d(2);
        using var average = Of(norm, Decaying(decay)); // weights start at 1
        double[] history = [3, -1, 4, 1.5];
        for (var i = 0; i < history.Length; i++)
        {
            using (no_grad())
            {
                norm.Weight.fill_(history[i]);
                Weights.Named(norm).ToDictionary()["running_mean"].fill_(history[i]);
            }
            average.Update(i * Batch, Batch);
        }
        var n = history.Length;
        var expected = Math.Pow(decay, n) + (1 - decay) * history.Select((v, i) => Math.Pow(decay, n - 1 - i) * v).Sum();
        var values = average.Values.ToDictionary();
        Assert.Equal(expected, values["net/weight"][1].ToDouble(), 1e-6);
        Assert.Equal(0, values["net/bias"][0].ToDouble());
        Assert.Equal(1.5, values["net/running_mean"][0].ToDouble());
        Assert.Equal(1.5, norm.Weight[0].ToDouble()); // the model itself is untouched

        average.CopyToNets();
        Assert.Equal(expected, norm.Weight[0].ToDouble(), 1e-6);
    }

    [Fact]
    public void GivenAHalfLife_WhenSoManySamplesHavePassed_ThenHalfIsForgottenAndARampForgetsTheStart()
    {
        var plain = new WeightAverage("average", ["net"], HalfLife: 100);
        Assert.Equal(0.5, Math.Pow(plain.Decay(0, Batch), 100 / Batch), 1e-12);
        var ramp = plain with { RampUp = 0.05 };
        Assert.Equal(0, ramp.Decay(0, Batch)); // nothing seen: nothing kept
        Assert.Equal(Math.Pow(0.5, Batch / (0.05 * 400)), ramp.Decay(400, Batch), 1e-12);
        Assert.Equal(plain.Decay(0, Batch), ramp.Decay(2000, Batch)); // from 100 / 0.05 samples on
    }

    [Fact]
    public void GivenAnAverage_WhenUpdatedAndDisposed_ThenNoTensorStaysAlive()
    {
        using var norm = new BatchNorm2d(2);
        var before = LiveTensors.OnThisThread;
        using (var average = Of(norm, Decaying(0.5)))
            average.Update(0, Batch);
        Assert.Equal(before, LiveTensors.OnThisThread);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void GivenADecayOutsideItsRange_WhenMade_ThenItIsRefused(double decay)
    {
        Refusal.Of<ArgumentOutOfRangeException>(() => new WeightAverage("average", ["net"], -1), "HalfLife");
        Refusal.Of<ArgumentOutOfRangeException>(() => new FitOptions(1) { AverageDecay = decay }, "AverageDecay");
    }
}
