using Reining.Data;

namespace Reining.Tests.Data;

public sealed class BatchSamplerTests
{
    // First five values of SplitMix64 from seed 1234567, as published with the reference implementation's ports (Rosetta Code,
    // "Pseudo-random numbers/Splitmix64").
    [Fact]
    public void GivenThePublishedSeed_WhenDrawn_ThenTheValuesAreThePublishedOnes()
    {
        var random = new SplitMix64(1234567);
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        foreach (var e in expected) Assert.Equal(e, random.Next());
    }

    [Fact]
    public void GivenABound_WhenDrawnOften_ThenTheValuesAreUniform()
    {
        var random = new SplitMix64(1);
        const int bound = 7, draws = 70_000;
        var counts = new int[bound];
        for (var i = 0; i < draws; i++) counts[random.NextBelow(bound)]++;
        var chiSquare = counts.Sum(c => (c - 10_000.0) * (c - 10_000) / 10_000);
        Assert.InRange(chiSquare, 0, 22.46); // 99.9 % point at 6 degrees of freedom
    }

    [Fact]
    public void GivenManyEpochs_WhenShuffled_ThenEveryElementIsEquallyOftenInEveryPlace()
    {
        const int n = 8, epochs = 16_000;
        var counts = new int[n, n];
        for (var e = 0; e < epochs; e++)
        {
            var order = Permutation.Of(n, 42, e);
            Assert.Equal(Enumerable.Range(0, n), order.Order());
            for (var place = 0; place < n; place++) counts[place, order[place]]++;
        }
        var chiSquare = counts.Cast<int>().Sum(c => (c - 2000.0) * (c - 2000) / 2000);
        Assert.InRange(chiSquare, 0, 85.35); // 99.9 % point at (8-1)(8-1) = 49 degrees of freedom
    }

    [Fact]
    public void GivenTheSameSeedAndEpoch_WhenShuffledTwice_ThenTheOrderIsTheSameAndOthersDiffer()
    {
        Assert.Equal(Permutation.Of(100, 3, 5), Permutation.Of(100, 3, 5));
        Assert.NotEqual(Permutation.Of(100, 3, 5), Permutation.Of(100, 3, 6));
        Assert.NotEqual(Permutation.Of(100, 3, 5), Permutation.Of(100, 4, 5));
        Assert.NotEqual(Permutation.Of(100, 3, 5), Permutation.Of(100, 5, 3));
    }

    // The order is part of the results: this pins it on every machine and version (computed by a separate
    // Python program from the formulas).
    [Fact]
    public void GivenSeedOne_WhenShuffled_ThenTheOrderIsTheRecordedOne() =>
        Assert.Equal(RecordedOrder, Permutation.Of(12, 1, 0));

    static readonly int[] RecordedOrder = [4, 10, 0, 11, 3, 1, 7, 9, 6, 5, 8, 2];

    [Fact]
    public void GivenABatchSizeThatDoesNotDivide_WhenAnEpochPasses_ThenBatchesAreFullAndEachExampleComesAtMostOnce()
    {
        var sampler = new BatchSampler(103, 10, seed: 7);
        Assert.Equal(10, sampler.BatchesPerEpoch);
        var batches = Enumerable.Range(0, 20).Select(step => sampler.Batch(step)).ToArray();
        Assert.All(batches, b => Assert.Equal(10, b.Length));
        Assert.Equal(100, batches[..10].SelectMany(b => b).Distinct().Count());
        Assert.Equal(100, batches[10..].SelectMany(b => b).Distinct().Count());
        Assert.NotEqual(batches[0], batches[10]);
    }

    [Fact]
    public void GivenAnyStep_WhenAFreshSamplerStartsThere_ThenTheRestIsIdentical()
    {
        var whole = new BatchSampler(50, 8, seed: 11);
        var all = Enumerable.Range(0, 40).Select(step => whole.Batch(step)).ToArray();
        foreach (var stop in new[] { 0, 1, 5, 6, 7, 23, 39 })
        {
            var resumed = new BatchSampler(50, 8, seed: 11);
            for (var step = stop; step < all.Length; step++)
                Assert.Equal(all[step], resumed.Batch(step));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void GivenABatchSizeOutsideTheData_WhenBuilt_ThenTheErrorGivesTheRange(int size)
    {
        var e = Assert.Throws<ArgumentException>(() => new BatchSampler(10, size, 1));
        Assert.Contains("(10)", e.Message, StringComparison.Ordinal);
        Assert.Contains($"got {size}", e.Message, StringComparison.Ordinal);
    }
}
