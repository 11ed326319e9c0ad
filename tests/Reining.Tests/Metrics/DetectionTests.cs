using Reining.Metrics;

namespace Reining.Tests.Metrics;

public sealed class DetectionTests
{
    [Fact]
    public void GivenScoresByHand_WhenMeasured_ThenTheAreasAreKnown()
    {
        double[] positives = [0.9, 0.8, 0.3], negatives = [0.7, 0.3, 0.1];
        // Pairs won: 3 + 3 + 1.5 of 9.
        Assert.Equal(7.5 / 9, Detection.Auroc(positives, negatives), 12);
        // Precisions at the positives: 1/1, 2/2, 3/5.
        Assert.Equal((1 + 1 + 0.6) / 3, Detection.AveragePrecision(positives, negatives), 12);
        Assert.Equal(2.0 / 3, Detection.TruePositiveRate(positives, negatives, 0), 12);
        Assert.Equal(2.0 / 3, Detection.TruePositiveRate(positives, negatives, 0.34), 12);
    }

    [Fact]
    public void GivenEqualScores_WhenMeasured_ThenItIsChance()
    {
        Assert.Equal(0.5, Detection.Auroc([1, 1], [1, 1, 1]), 12);
        Assert.Equal(0.4, Detection.AveragePrecision([1, 1], [1, 1, 1]), 12);
    }

    [Fact]
    public void GivenRandomScores_WhenMeasured_ThenTheAreaIsTheShareOfPairsWon()
    {
        var random = new Random(2);
        double[] positives = [.. Enumerable.Range(0, 40).Select(_ => random.Next(20) + 3.0)];
        double[] negatives = [.. Enumerable.Range(0, 50).Select(_ => (double)random.Next(20))];
        var won = positives.Sum(p => negatives.Sum(n => p > n ? 1 : p == n ? 0.5 : 0));
        Assert.Equal(won / 2000, Detection.Auroc(positives, negatives), 12);
        Assert.Equal(1 - won / 2000, Detection.Auroc(negatives, positives), 12);
    }

    [Fact]
    public void GivenAnEmptySetOrNoNumber_WhenMeasured_ThenItIsRefused()
    {
        Refusal.Of<ArgumentException>(() => Detection.Auroc([], [1]), "Auroc", "0 and 1");
        Refusal.Of<ArgumentException>(() => Detection.AveragePrecision([double.NaN], [1]), "1 are none");
        Refusal.Of<ArgumentOutOfRangeException>(() => Detection.TruePositiveRate([1], [1], 1), "falsePositives");
    }
}
