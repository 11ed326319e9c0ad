using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Tests.Densities;

public class MixtureSelectionTests
{
    /// <summary>Three blobs in the plane, unit variance.</summary>
    static Tensor Blobs(long each, ulong seed)
    {
        using var scope = NewDisposeScope();
        var centers = tensor(new float[] { 0, 0, 8, 0, 0, 8 }, [3, 2]).repeat_interleave(each, 0);
        return (centers + randn(3 * each, 2, generator: new Generator(seed, CPU))).MoveToOuterDisposeScope();
    }

    [Fact]
    public void GivenThreeBlobs_WhenSwept_ThenThreeComponentsWinAndManyOverfit()
    {
        using var scope = NewDisposeScope();
        var (train, validation) = (Blobs(60, 1), Blobs(400, 2));
        var rows = MixtureSelection.Sweep(train, validation, [1, 3, 25], new() { Restarts = 2 });

        Assert.Equal([1, 3, 25], rows.Select(r => r.Components));
        Assert.Equal(3, rows.MaxBy(r => r.Validation)!.Components);
        Assert.True(rows[0].Train < rows[1].Train && rows[1].Train < rows[2].Train, "training likelihood rises with K");
        Assert.True(rows[2].Gap > 3 * Math.Abs(rows[1].Gap), $"gaps {rows[1].Gap} and {rows[2].Gap}");
        foreach (var row in rows)
        {
            Assert.Equal(row.Mixture.LogProbability(train).mean().item<double>(), row.Train, 1e-9);
            Assert.Equal(row.Mixture.LogProbability(validation).mean().item<double>(), row.Validation, 1e-12);
            Assert.Equal(row.Train - row.Validation, row.Gap);
        }
    }

    [Fact]
    public void GivenOneComponent_WhenSwept_ThenTheTrainingLikelihoodIsTheGaussiansClosedForm()
    {
        // Mean log-likelihood at the maximum: −½(log |2πeS|), S with divisor N.
        using var scope = NewDisposeScope();
        var z = Blobs(50, 3).to(float64);
        var centered = z - z.mean([0], keepdim: true);
        var s = centered.t().mm(centered) / z.shape[0] + 1e-6 * eye(2, dtype: float64);
        var expected = -0.5 * (linalg.det(s).log().item<double>() + 2 * Math.Log(2 * Math.PI * Math.E));
        Assert.Equal(expected, MixtureSelection.Sweep(z, z, [1])[0].Train, 1e-5);
    }

    [Fact]
    public void GivenUnfitInput_WhenSwept_ThenTheMessageSaysWhy()
    {
        using var scope = NewDisposeScope();
        var z = Blobs(20, 4);
        Refusal.Of<ArgumentException>(() => MixtureSelection.Sweep(z, z, []), "at least one number of components");
        Refusal.Of<ArgumentException>(
            () => MixtureSelection.Sweep(z, z.narrow(1, 0, 1), [1]), "expected validation codes (N, 2), got 60x1");
        Assert.Throws<ArgumentOutOfRangeException>(() => MixtureSelection.Sweep(z, z, [0]));
    }
}
