using System.Text.Json;
using System.Text.Json.Nodes;
using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Tests.Densities;

public class VariationalMixtureTests
{
    static readonly JsonNode Reference = Golden.Read("variational.json");

    static Tensor Matrix(JsonNode node)
    {
        var rows = node.Deserialize<double[][]>()!;
        return tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, rows[0].Length]);
    }

    static Tensor Points() => Matrix(Golden.Read("mixture.json")["points"]!);

    static void AssertSame(JsonNode expected, VariationalMixture actual, double tolerance, string what)
    {
        double[] Numbers(string name) => [.. Flat(expected[name]!)];
        IEnumerable<(string, double[], IEnumerable<double>)> pairs =
        [
            ("weights", Numbers("weights"), actual.Parameters.Weights),
            ("means", Numbers("means"), actual.Parameters.Means.SelectMany(m => m)),
            ("covariances", Numbers("covariances"), actual.Parameters.Covariances.SelectMany(c => c).SelectMany(r => r)),
            ("weight concentrations", Numbers("weight_concentrations"), actual.Posterior.WeightConcentrations),
            ("mean precisions", Numbers("mean_precisions"), actual.Posterior.MeanPrecisions),
            ("degrees of freedom", Numbers("degrees_of_freedom"), actual.Posterior.DegreesOfFreedom),
        ];
        foreach (var (name, e, a) in pairs)
        {
            Assert.Equal(e.Length, a.Count());
            foreach (var (one, other) in e.Zip(a))
                Golden.AssertClose(one, other, tolerance, Math.Max(1, Math.Abs(one)), $"{name} {what}");
        }
        var bound = (double)expected["lower_bound"]!;
        Golden.AssertClose(bound, actual.Report.LowerBounds[^1], tolerance, Math.Abs(bound), $"bound {what}");
        Assert.Equal((int)expected["iterations"]!, actual.Report.Iterations);
    }

    static IEnumerable<double> Flat(JsonNode node) => node is JsonArray list ? list.SelectMany(n => Flat(n!)) : [(double)node];

    [Fact]
    public void GivenScikitLearnsResponsibilities_WhenIterated_ThenEveryStepEqualsScikitLearns()
    {
        using var scope = NewDisposeScope();
        var (points, start) = (Points(), Matrix(Reference["responsibilities"]!));
        foreach (var step in Reference["steps"]!.AsArray())
        {
            var iterations = (int)step!["iterations"]!;
            var fitted = VariationalMixture.FitFrom(start, points, new() { Tolerance = 0, MaxIterations = iterations });
            AssertSame(step, fitted, 1e-8, $"after {iterations} iterations");
            Assert.False(fitted.Report.Converged);
        }
    }

    [Fact]
    public void GivenScikitLearnsResponsibilities_WhenConverged_ThenItStopsWhereScikitLearnDoes()
    {
        using var scope = NewDisposeScope();
        var fitted = VariationalMixture.FitFrom(Matrix(Reference["responsibilities"]!), Points(), new() { MaxIterations = 5000 });
        Assert.True(fitted.Report.Converged);
        AssertSame(Reference["converged"]!, fitted, 1e-8, "converged");
    }

    [Fact]
    public void GivenOtherPriors_WhenIterated_ThenTheFitEqualsScikitLearns()
    {
        using var scope = NewDisposeScope();
        var reference = Reference["other_priors"]!;
        var options = new VariationalMixtureOptions
        {
            WeightConcentration = (double)reference["weight_concentration_prior"]!,
            MeanPrecision = (double)reference["mean_precision_prior"]!,
            DegreesOfFreedom = (double)reference["degrees_of_freedom_prior"]!,
            Tolerance = 0,
            MaxIterations = 20,
        };
        AssertSame(reference, VariationalMixture.FitFrom(Matrix(Reference["responsibilities"]!), Points(), options), 1e-8, "other priors");
    }

    [Fact]
    public void GivenThreeBlobsAndTenComponents_WhenFitted_ThenTheBoundRisesAndSuperfluousComponentsLoseTheirWeight()
    {
        using var scope = NewDisposeScope();
        var points = Points();
        var fitted = VariationalMixture.Fit(points, new() { MaxIterations = 300, Restarts = 2, Seed = 3 });
        var bounds = fitted.Report.LowerBounds;
        Assert.All(
            bounds.Skip(1).Zip(bounds), p => Assert.True(p.First >= p.Second - 1e-6 * Math.Abs(p.Second), $"{p.Second} fell to {p.First}"));
        Assert.Equal(3, fitted.Parameters.Weights.Count(w => w > 0.05));
        Assert.Equal(fitted.Report.RestartLowerBounds.Max(), bounds[^1]);

        // The blobs overlap a little; weights near 1/3 and a likelihood close to what EM with the right K reaches.
        Assert.All(fitted.Parameters.Weights.Where(w => w > 0.05), w => Assert.InRange(w, 0.3, 0.37));
        var em = GaussianMixture.Fit(points, new() { Components = 3 }).Report!.LogLikelihood;
        Assert.InRange(fitted.LogProbability(points).mean().item<double>(), em - 0.05, em);
    }

    [Fact]
    public void GivenAFittedMixture_WhenSampledAndEvaluated_ThenItIsTheMixtureOfItsParameters()
    {
        using var scope = NewDisposeScope();
        var fitted = VariationalMixture.Fit(Points(), new() { Components = 4 });
        var mixture = new GaussianMixture(fitted.Parameters);
        Assert.True(mixture.Sample(50, 7).equal(fitted.Sample(50, 7)).all().item<bool>());
        Assert.True(mixture.LogProbability(Points()).equal(fitted.LogProbability(Points())).all().item<bool>());
        Assert.Equal(("GMM-4, variational", 3L), (fitted.Name, fitted.Dimensions));
    }

    [Fact]
    public void GivenUnfitInput_WhenFitted_ThenTheMessageSaysWhy()
    {
        using var scope = NewDisposeScope();
        var points = Points();
        var constant = points.clone();
        constant.select(1, 1).fill_(2);
        Contains<ArgumentException>(
            "expected DegreesOfFreedom above 2 for 3 dimensions, got 2",
            () => VariationalMixture.Fit(points, new() { DegreesOfFreedom = 2 }));
        Contains<ArgumentException>(
            "expected memberships ≥ 0 whose columns sum to 1", () => VariationalMixture.FitFrom(ones(2, 600), points));
        Contains<ArgumentException>("expected memberships (N, 600), got 2x5", () => VariationalMixture.FitFrom(ones(2, 5) / 2, points));
        Contains<InvalidOperationException>("constant or redundant dimension", () => VariationalMixture.Fit(constant, new() { Ridge = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VariationalMixtureOptions { WeightConcentration = 0 });

        static void Contains<T>(string part, Func<object> action) where T : Exception =>
            Refusal.Of<T>(action, part);
    }

    [Fact]
    public void GivenOptionsAndResults_WhenWrittenAsJson_ThenTheyComeBack()
    {
        using var scope = NewDisposeScope();
        var options = new VariationalMixtureOptions { Components = 3, WeightConcentration = 0.5, Seed = 4 };
        Assert.Equal(options, JsonSerializer.Deserialize<VariationalMixtureOptions>(JsonSerializer.Serialize(options)));
        var fitted = VariationalMixture.Fit(Points(), options);
        Assert.Equal(
            fitted.Posterior.MeanPrecisions,
            JsonSerializer.Deserialize<VariationalPosterior>(JsonSerializer.Serialize(fitted.Posterior))!.MeanPrecisions);
        Assert.Equal(
            fitted.Report.LowerBounds,
            JsonSerializer.Deserialize<VariationalMixtureReport>(JsonSerializer.Serialize(fitted.Report))!.LowerBounds);
    }
}
