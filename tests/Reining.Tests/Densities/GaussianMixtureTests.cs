using System.Text.Json;
using System.Text.Json.Nodes;
using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Tests.Densities;

public class GaussianMixtureTests
{
    static readonly JsonNode Reference = Golden.Read("mixture.json");

    static Tensor Points(string name)
    {
        var rows = Reference[name].Deserialize<double[][]>()!;
        return tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, rows[0].Length]);
    }

    static GaussianMixtureParameters Parameters(JsonNode node) => new(
        node["weights"].Deserialize<double[]>()!, node["means"].Deserialize<double[][]>()!,
        node["covariances"].Deserialize<double[][][]>()!);

    static IEnumerable<double> Numbers(GaussianMixtureParameters p) =>
        p.Weights.Concat(p.Means.SelectMany(m => m)).Concat(p.Covariances.SelectMany(c => c).SelectMany(r => r));

    static void AssertSame(GaussianMixtureParameters expected, GaussianMixtureParameters actual, string what)
    {
        foreach (var (e, a) in Numbers(expected).Zip(Numbers(actual)))
            Golden.AssertClose(e, a, 1e-9, 1, what);
    }

    /// <summary>Three blobs in the plane, unit variance, 300 codes each.</summary>
    static Tensor Blobs(int seed)
    {
        using var scope = NewDisposeScope();
        var centers = tensor(new float[] { 0, 0, 10, 0, 0, 10 }, [3, 2]).repeat_interleave(300, 0);
        return (centers + randn(900, 2, generator: new Generator((ulong)seed, CPU))).MoveToOuterDisposeScope();
    }

    [Fact]
    public void GivenScikitLearnsStart_WhenIterated_ThenEveryStepEqualsScikitLearns()
    {
        using var scope = NewDisposeScope();
        var points = Points("points");
        var start = Parameters(Reference["start"]!);
        foreach (var step in Reference["steps"]!.AsArray())
        {
            var iterations = (int)step!["iterations"]!;
            var fitted = GaussianMixture.FitFrom(
                start, points, new() { Ridge = (double)Reference["ridge"]!, Tolerance = 0, MaxIterations = iterations });
            AssertSame(Parameters(step), fitted.Parameters, $"after {iterations} iterations");
            Golden.AssertClose((double)step["lower_bound"]!, fitted.Report!.LowerBounds[^1], 1e-11, 1, $"bound of iteration {iterations}");
            Golden.AssertClose(
                (double)step["log_likelihood"]!, fitted.Report.LogLikelihood, 1e-11, 1, $"log-likelihood after {iterations} iterations");
            Assert.False(fitted.Report.Converged);
        }
    }

    [Fact]
    public void GivenScikitLearnsStart_WhenConverged_ThenParametersAndLogDensitiesEqualScikitLearns()
    {
        using var scope = NewDisposeScope();
        var reference = Reference["converged"]!;
        var fitted = GaussianMixture.FitFrom(
            Parameters(Reference["start"]!), Points("points"), new() { Tolerance = (double)reference["tolerance"]! });
        var probes = Points("probes");

        Assert.True(fitted.Report!.Converged);
        Assert.Equal((int)reference["iterations"]!, fitted.Report.Iterations);
        AssertSame(Parameters(reference), fitted.Parameters, "converged");
        foreach (var (expected, actual) in Reference["log_prob"].Deserialize<double[]>()!
            .Zip(fitted.LogProbability(probes).data<double>().ToArray()))
            Golden.AssertClose(expected, actual, 1e-9, Math.Abs(expected), "log density");
        var responsibilities = Reference["responsibilities"].Deserialize<double[][]>()!.SelectMany(r => r);
        foreach (var (expected, actual) in responsibilities.Zip(fitted.Posterior(probes).t().contiguous().data<double>().ToArray()))
            Golden.AssertClose(expected, actual, 1e-9, 1, "responsibility");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void GivenNoRidge_WhenFitted_ThenTheLogLikelihoodNeverFalls(int seed)
    {
        // Uniform codes: no component is right, so EM takes many iterations.
        using var scope = NewDisposeScope();
        var codes = rand(2000, 4, generator: new Generator((ulong)seed, CPU));
        var report =
            GaussianMixture.Fit(codes, new() { Components = 5, Ridge = 0, Tolerance = 0, MaxIterations = 60, Seed = seed }).Report!;

        Assert.Equal(60, report.LowerBounds.Length);
        foreach (var (before, after) in report.LowerBounds.Append(report.LogLikelihood)
            .Zip(report.LowerBounds.Append(report.LogLikelihood).Skip(1)))
            Assert.True(after >= before - 1e-12, $"fell from {before:R} to {after:R}");
        Assert.True(report.LogLikelihood > report.LowerBounds[0] + 0.01, "EM did not improve on k-means");
    }

    [Fact]
    public void GivenThreeBlobs_WhenFitted_ThenTheComponentsAreTheBlobs()
    {
        using var scope = NewDisposeScope();
        var fitted = GaussianMixture.Fit(Blobs(1), new() { Components = 3 });

        Assert.True(fitted.Report!.Converged);
        Assert.All(fitted.Parameters.Weights, w => Assert.Equal(1.0 / 3, w, 1e-3));
        foreach (var center in new double[][] { [0, 0], [10, 0], [0, 10] })
        {
            var mean = fitted.Parameters.Means.MinBy(m => Math.Abs(m[0] - center[0]) + Math.Abs(m[1] - center[1]))!;
            Assert.All(
                mean.Zip(center), p => Assert.True(Math.Abs(p.First - p.Second) < 5 / Math.Sqrt(300), $"got {p.First} for {p.Second}"));
        }
    }

    [Fact]
    public void GivenOneComponent_WhenFitted_ThenItIsTheGaussianOfTheCodes()
    {
        using var scope = NewDisposeScope();
        var codes = Blobs(2);
        var one = GaussianMixture.Fit(codes, new() { Components = 1, Ridge = 0 }).Parameters;
        var gaussian = FullGaussian.Fit(codes).Parameters; // unbiased: divisor 899 where maximum likelihood has 900

        Assert.All(gaussian.Mean.Zip(one.Means[0]), p => Assert.Equal(p.First, p.Second, 1e-10));
        Assert.All(
            gaussian.Covariance.SelectMany(r => r).Zip(one.Covariances[0].SelectMany(r => r)),
            p => Assert.Equal(p.First * 899 / 900, p.Second, 1e-10));
    }

    [Fact]
    public void GivenSeeds_WhenFitted_ThenEqualSeedsGiveEqualBits()
    {
        using var scope = NewDisposeScope();
        var codes = rand(800, 3, generator: new Generator(4, CPU));
        GaussianMixtureParameters Fit(int seed) => GaussianMixture.Fit(codes, new() { Components = 4, Seed = seed }).Parameters;

        Assert.Equal(Numbers(Fit(5)), Numbers(Fit(5)));
        Assert.NotEqual(Numbers(Fit(5)), Numbers(Fit(6)));
    }

    [Fact]
    public void GivenRestarts_WhenFitted_ThenTheBestIsKept()
    {
        using var scope = NewDisposeScope();
        var codes = rand(800, 3, generator: new Generator(4, CPU));
        var fitted = GaussianMixture.Fit(codes, new() { Components = 6, Restarts = 4, Seed = 1 });
        var report = fitted.Report!;

        Assert.Equal(4, report.RestartLogLikelihoods.Distinct().Count());
        Assert.Equal(report.RestartLogLikelihoods.Max(), report.LogLikelihood);
        Assert.Equal(report.RestartLogLikelihoods[report.Restart], report.LogLikelihood);
        Assert.Equal(report.LogLikelihood, fitted.LogProbability(codes).mean().item<double>(), 1e-12);
        Assert.Equal(report.RestartLogLikelihoods[0], GaussianMixture.Fit(codes, new() { Components = 6, Seed = 1 }).Report!.LogLikelihood);
    }

    [Fact]
    public void GivenAMixture_WhenSampled_ThenComponentsAppearInProportionAndInRandomOrder()
    {
        using var scope = NewDisposeScope();
        var mixture = new GaussianMixture(new([0.2, 0.8], [[-50], [50]], [[[1]], [[1]]]));
        var left = mixture.Sample(10_000, seed: 0).data<float>().ToArray().Select(v => v < 0).ToArray();

        var error = Math.Sqrt(0.2 * 0.8 / 10_000);
        Assert.InRange(left.Count(v => v) / 10_000.0, 0.2 - 5 * error, 0.2 + 5 * error);
        Assert.InRange(left.Take(5000).Count(v => v) / 5000.0, 0.2 - 8 * error, 0.2 + 8 * error);
    }

    [Fact]
    public void GivenOneIteration_WhenFitted_ThenTheReportSaysNotConverged()
    {
        using var scope = NewDisposeScope();
        var report = GaussianMixture.Fit(Blobs(3), new() { Components = 5, MaxIterations = 1 }).Report!;
        Assert.False(report.Converged);
        Assert.Equal(1, report.Iterations);
    }

    [Fact]
    public void GivenRepeatedFits_WhenDone_ThenNoTensorStaysAlive()
    {
        using var codes = Blobs(4);
        var before = LiveTensors.OnThisThread;
        GaussianMixture.Fit(codes, new() { Components = 3, Restarts = 2 });
        Assert.Equal(before, LiveTensors.OnThisThread);
    }

    [Fact]
    public void GivenDegenerateCodes_WhenFitted_ThenTheMessageNamesTheRemedy()
    {
        using var scope = NewDisposeScope();
        Contains<ArgumentException>("at least 10 distinct points for 10 clusters, got 4", () => GaussianMixture.Fit(randn(4, 2)));
        Contains<ArgumentException>(
            "at least 3 distinct points for 3 clusters, got 2",
            () => GaussianMixture.Fit(tensor(new float[] { 1, 2 }).repeat(50).unsqueeze(1), new() { Components = 3 }));
        Contains<ArgumentException>(
            "got 1 entries that are NaN", () => GaussianMixture.Fit(cat([randn(20, 2), tensor(new float[] { 0, float.NaN }, [1, 2])])));
        Contains<ArgumentException>("expected codes (N, d), got 20", () => GaussianMixture.Fit(randn(20)));
        // A flat second dimension: every covariance is singular without a ridge.
        var flat = cat([randn(50, 1, generator: new Generator(1, CPU)), zeros(50, 1)], 1);
        Contains<InvalidOperationException>("raise Ridge", () => GaussianMixture.Fit(flat, new() { Components = 2, Ridge = 0 }));
        Assert.Equal(2, GaussianMixture.Fit(flat, new() { Components = 2 }).Components);
        Contains<ArgumentException>(
            "expected codes (N, 2), got 50x3", () => GaussianMixture.FitFrom(new([1], [[0, 0]], [[[1, 0], [0, 1]]]), randn(50, 3)));

        static void Contains<T>(string expected, Func<object> act) where T : Exception =>
            Refusal.Of<T>(act, expected);
    }

    [Fact]
    public void GivenOptionsOutOfRange_WhenMade_ThenTheMessageNamesTheField()
    {
        Contains("Components: expected a value above 0, got 0", () => new GaussianMixtureOptions { Components = 0 });
        Contains("Ridge: expected", () => new GaussianMixtureOptions { Ridge = -1e-6 });
        Contains("Tolerance: expected", () => new GaussianMixtureOptions { Tolerance = double.NaN });
        Contains("MaxIterations: expected", () => new GaussianMixtureOptions { MaxIterations = 0 });
        Contains("Restarts: expected", () => new GaussianMixtureOptions { Restarts = 0 });
        var options = new GaussianMixtureOptions { Components = 3, Ridge = 1e-4, Seed = 9 };
        Assert.Equal(options, JsonSerializer.Deserialize<GaussianMixtureOptions>(JsonSerializer.Serialize(options)));

        static void Contains(string expected, Func<object> make) =>
            Refusal.Of<ArgumentOutOfRangeException>(make, expected);
    }
}
