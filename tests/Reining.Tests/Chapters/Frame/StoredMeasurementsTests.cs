using Reining.Chapters;

namespace Reining.Tests.Chapters.Frame;

public sealed class StoredMeasurementsTests
{
    static StoredMeasurements Stored(string profile, ulong seed, double value, double seconds = 1) => new(
        new Provenance(
            profile, [seed], [$"commit{seed}"], ["cpu"], seconds, new DateTime(2026, 1, (int)seed, 0, 0, 0, DateTimeKind.Utc)), [],
        [new Measurement("a", seed) { Numbers = new Dictionary<string, double> { ["x"] = value } }]);

    [Fact]
    public void GivenRunsOfOtherSeeds_WhenAdded_ThenAClaimIsJudgedOverAllOfThem()
    {
        var all = Stored("p", 2, 0.5).With(Stored("p", 1, 0.6, 3)).With(Stored("p", 3, 0.4));
        Assert.Equal([1UL, 2, 3], all.Provenance.Seeds);
        Assert.Equal(5, all.Provenance.Seconds);
        Assert.Equal(["commit2", "commit1", "commit3"], all.Provenance.Commits);
        Assert.Equal(3, all.Provenance.Finished.Day);
        var claim = Assert.Single(all.Judged([World.AtMostOne("t/1", "a")]).Claims);
        Assert.Equal([1UL, 2, 3], claim.Seeds);
    }

    [Fact]
    public void GivenARunOfTheSameSeed_WhenAdded_ThenItReplacesWhatBothHave()
    {
        var arm = Stored("p", 1, 9) with { Measurements = [new Measurement("a", 1) { Arm = "other" }, new Measurement("b", 1)] };
        var all = arm.With(Stored("p", 1, 0.6)).With(Stored("p", 1, 0.7));
        Assert.Equal(3, all.Measurements.Count);
        Assert.Equal(0.7, all.Measurements.Single(m => m is { Model: "a", Arm: "" })["x"]);
    }

    [Fact]
    public void GivenARunOfAnotherSize_WhenAdded_ThenTheErrorNamesBoth() => Assert.Contains(
        "expected some of profile p, got q", Assert.Throws<ArgumentException>(() => Stored("p", 1, 1).With(Stored("q", 1, 1))).Message,
        StringComparison.Ordinal);
}
