using Reining.Grammar;

namespace Reining.Tests.Grammar;

/// <summary>The data set is the original's, by everything that rae.md §8 says about it.</summary>
public class ExpressionDataTests
{
    static readonly double[] Sorted = [.. Score(Division.True).Order()];

    static IEnumerable<double> Score(Division division)
    {
        var scorer = new ExpressionScorer(division);
        return ExpressionData.All.Select(e => scorer.Score(e));
    }

    [Fact]
    public void GivenTheData_WhenMade_ThenCountFirstLastAndTargetAreTheOriginals()
    {
        Assert.Equal(100_000, ExpressionData.All.Count);
        Assert.Equal("x+x+(x)+(x+x)", ExpressionData.All[0]);
        Assert.Equal("1/3+(x)+3", ExpressionData.All[^1]);
        Assert.Contains("1/3+(x)+sin(x*x)", ExpressionData.All);
        Assert.Equal(100_000, ExpressionData.All.Distinct().Count());
        Assert.Equal(19, ExpressionData.All.Max(e => e.Length));
    }

    [Fact]
    public void GivenTheData_WhenParsed_ThenRuleCountsAreTheOriginalsAndEveryStringComesBack()
    {
        var counts = new SortedDictionary<int, int>();
        foreach (var text in ExpressionData.All)
        {
            var rules = ExpressionGrammar.Parse(text)!;
            counts[rules.Length] = counts.GetValueOrDefault(rules.Length) + 1;
            Assert.Equal(text, ExpressionGrammar.Write(rules));
        }
        Assert.Equal(new Dictionary<int, int> { [8] = 624, [10] = 3_748, [12] = 28_092, [14] = 67_536 }, counts);
    }

    [Fact]
    public void GivenTheData_WhenScored_ThenTheDistributionIsTheSheets()
    {
        double Quantile(double q) => Sorted[(int)Math.Round(q * (Sorted.Length - 1))];
        var mean = Sorted.Average();
        Assert.Equal(4.7187, mean, 4);
        Assert.Equal(1.4582, Math.Sqrt(Sorted.Average(s => (s - mean) * (s - mean))), 4);
        Assert.Equal(4.6465, Quantile(0.5), 4);
        Assert.Equal(0.79, Quantile(0.01), 2);
        Assert.Equal(2.79, Quantile(0.1), 2);
        Assert.Equal(3.77, Quantile(0.25), 2);
        Assert.Equal(6.08, Quantile(0.75), 2);
        Assert.Equal((6, 62, 1_593), (Sorted.Count(s => s < 0.2), Sorted.Count(s => s < 0.4), Sorted.Count(s => s < 1)));
        Assert.Equal(0, Sorted[0], 12);
    }

    [Fact]
    public void GivenIntegerDivision_WhenScored_ThenMeanAndBestAreTheSheets()
    {
        var scores = Score(Division.Integer).ToArray();
        Assert.Equal(4.7079, scores.Average(), 4);
        Assert.Equal(0.0363, scores.Min(), 4);
        Assert.Equal("x*1+sin(3)+sin(x*x)", ExpressionData.All[Array.IndexOf(scores, scores.Min())]);
    }
}
