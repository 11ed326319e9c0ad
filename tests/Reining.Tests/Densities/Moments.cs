using static TorchSharp.torch;

namespace Reining.Tests.Densities;

static class Moments
{
    /// <summary>Sample means and central products agree with the true ones within z standard errors,
    /// which the sample itself gives.</summary>
    internal static void AssertWithinStandardErrors(Tensor samples, double[] mean, double[][] covariance, double z = 5)
    {
        using var scope = NewDisposeScope();
        var d = mean.Length;
        var root = Math.Sqrt(samples.shape[0]);
        var centered = samples.to(float64) - tensor(mean); // (n, d)
        for (var i = 0; i < d; i++)
        {
            Check(centered.select(1, i), 0, $"mean {i}");
            for (var j = 0; j <= i; j++)
                Check(centered.select(1, i) * centered.select(1, j), covariance[i][j], $"covariance ({i}, {j})");
        }

        void Check(Tensor terms, double expected, string what)
        {
            var error = terms.std().item<double>() / root;
            var actual = terms.mean().item<double>();
            Assert.True(error > 0 && Math.Abs(actual - expected) <= z * error, $"{what}: expected {expected} ± {error}, got {actual}");
        }
    }
}
