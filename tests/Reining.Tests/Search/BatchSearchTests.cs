using Reining.Search;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Search;

public class BatchSearchTests
{
    static readonly GaussianKernel Kernel = new([0.3, 0.3], Variance: 1, Noise: 0.01);

    static (SparseGaussianProcess Process, Tensor Points) Bowl(double noise = 0.01, int count = 40)
    {
        using var random = new Generator(1);
        var x = rand(count, 2, dtype: ScalarType.Float64, generator: random);
        return (new SparseGaussianProcess(Kernel with { Noise = noise }, x, (x - 0.7).square().sum(dim: 1) * 4 - 1, x), x);
    }

    static Tensor Corner(double value) => tensor(new[] { value, value });

    static Tensor Minimize(SparseGaussianProcess process, Tensor known, BatchSearchOptions options)
    {
        using var random = new Generator(2);
        return BatchSearch.Minimize(process, known, Corner(0), Corner(1), options, random);
    }

    [Fact]
    public void GivenABowl_WhenSearched_ThenTheFirstPointIsNearItsBottomAndAllAreInTheBox()
    {
        using var scope = NewDisposeScope();
        var (process, known) = Bowl();
        using var own = process;
        var found = Minimize(process, known, new(6, 400, 20));
        Assert.Equal([6, 2], found.shape);
        Assert.True((found[0] - 0.7).norm().ToDouble() < 0.2, found[0].str());
        Assert.True(found.min().ToDouble() >= 0 && found.max().ToDouble() <= 1);
    }

    [Fact]
    public void GivenABatch_WhenSearched_ThenPointsDoNotRepeatEachOther()
    {
        using var scope = NewDisposeScope();
        var (process, known) = Bowl(noise: 1e-6, count: 6); // much is unknown, and an observation settles it where it is made
        using var own = process;
        var found = Minimize(process, known, new(5, 400, 0));
        var distances = cdist(found, found) + eye(5, dtype: ScalarType.Float64) * 9;
        Assert.True(distances.min().ToDouble() > 0.02, found.str());
    }

    [Fact]
    public void GivenASeed_WhenSearchedTwice_ThenThePointsAreTheSame()
    {
        using var scope = NewDisposeScope();
        var (process, known) = Bowl();
        using var own = process;
        Assert.True(Minimize(process, known, new(3, 100, 5)).equal(Minimize(process, known, new(3, 100, 5))).all().item<bool>());
    }

    [Fact]
    public void GivenRefinement_WhenSearched_ThenTheFirstPointIsAtLeastAsGoodAsTheBestCandidate()
    {
        using var scope = NewDisposeScope();
        var (process, known) = Bowl();
        using var own = process;
        double Improvement(int steps)
        {
            var (mean, variance) = process.Predict(Minimize(process, known, new(1, 60, steps)));
            return ExpectedImprovement.Of(mean, variance, -1).ToDouble();
        }
        Assert.True(Improvement(30) > Improvement(0));
    }

    [Fact]
    public void GivenPointsThatCountAsObserved_WhenTheVarianceLeftIsAsked_ThenItIsThatOfAProcessWithTheseObservations()
    {
        using var scope = NewDisposeScope();
        var (process, known) = Bowl();
        using var own = process;
        var (added, at) = (tensor(new double[,] { { 0.1, 0.2 }, { 0.8, 0.3 } }), tensor(new double[,] { { 0.15, 0.25 }, { 0.5, 0.9 } }));
        var chosen = new BatchSearch.Chosen(process);
        using (NewDisposeScope())
            chosen.Add(added.narrow(0, 0, 1));
        using (NewDisposeScope())
            chosen.Add(added.narrow(0, 1, 1));

        var all = cat([known, added], 0);
        using var informed = new SparseGaussianProcess(process.Kernel, all, zeros(42, dtype: ScalarType.Float64), all);
        var expected = informed.Predict(at).Variance;
        var left = process.Predict(at).Variance - chosen.Explained(process.Project(at));
        Assert.True((expected - left).abs().max().ToDouble() < 1e-4, $"expected {expected.str()}, got {left.str()}");
    }
}
