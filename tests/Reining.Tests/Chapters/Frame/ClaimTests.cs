using Reining.Chapters;

namespace Reining.Tests.Chapters.Frame;

/// <summary>Claims judged by their own numbers.</summary>
public class ClaimTests
{
    static readonly double[] Below = [0.5, 0.5, 0.5], Above = [2, 2, 2], Across = [0.5, 1, 2];

    static Claim Of(params Comparison[] comparisons) => new("rae/R1", "a claim", "rae.md §0") { Comparisons = comparisons };

    static Claim AllAtMostOne(params string[] models) => Of([.. models.Select(m => World.Compare(m, 1, Margin.AtMost()))]);

    [Theory]
    [InlineData("below below", Verdict.Holds)]
    [InlineData("below above", Verdict.Fails)]
    [InlineData("below across", Verdict.Undecided)]
    [InlineData("across above", Verdict.Fails)]
    [InlineData("above above", Verdict.Fails)]
    [InlineData("across across", Verdict.Undecided)]
    public void GivenComparisons_WhenJudged_ThenTheClaimIsTheirConjunction(string worlds, Verdict expected)
    {
        var values = new Dictionary<string, double[]> { ["below"] = Below, ["above"] = Above, ["across"] = Across };
        var names = worlds.Split(' ');
        IReadOnlyList<Measurement> measurements = [.. World.Of("a", values[names[0]]), .. World.Of("b", values[names[1]])];
        var result = AllAtMostOne("a", "b").Judge(measurements);
        Assert.Equal((expected, expected), (result.Verdict, result.OwnVerdict));
        Assert.Equal(2, result.Comparisons.Count);
    }

    [Theory]
    [InlineData(Verdict.Holds, Verdict.Holds, Verdict.Holds)]
    [InlineData(Verdict.Holds, Verdict.Fails, Verdict.Fails)]
    [InlineData(Verdict.Holds, Verdict.Undecided, Verdict.Undecided)]
    [InlineData(Verdict.Holds, Verdict.NotTestableHere, Verdict.Undecided)]
    [InlineData(Verdict.NotTestableHere, Verdict.NotTestableHere, Verdict.NotTestableHere)]
    [InlineData(Verdict.NotTestableHere, Verdict.Fails, Verdict.Fails)]
    [InlineData(Verdict.Undecided, Verdict.PremiseFailed, Verdict.Fails)]
    public void GivenVerdicts_WhenJoined_ThenOneFailureFailsAndAllMustHold(Verdict one, Verdict other, Verdict expected)
    {
        Assert.Equal(expected, VerdictWords.All([one, other]));
        Assert.Equal(expected, VerdictWords.All([other, one]));
    }

    [Fact]
    public void GivenVerdicts_WhenSaid_ThenTheyAreTheFiveOfTheDesign() => Assert.Equal(
        ["holds", "fails", "undecided", "premise failed", "not testable here"], Enum.GetValues<Verdict>().Select(v => v.Words()));

    [Fact]
    public void GivenNumbers_WhenJudged_ThenTheReasonHasThem()
    {
        Assert.Equal("3 seeds: its comparison holds: a ≤ 1: 0.5 against 1, ratio ≤ 1, measured 0.5 [0.5, 0.5]",
            AllAtMostOne("a").Judge(World.Of("a", Below)).Why);
        Assert.Equal("3 seeds: 1 of 2 comparisons fails: b ≤ 1: 2 against 1, ratio ≤ 1, measured 2 [2, 2]",
            AllAtMostOne("a", "b").Judge([.. World.Of("a", Across), .. World.Of("b", Above)]).Why);
        Assert.Equal("3 seeds: its comparison is undecided: a ≤ 1: 1.167 against 1, ratio ≤ 1, measured 1 [0.179, 5.595]; " +
            "more than 50 seeds would be needed",
            AllAtMostOne("a").Judge(World.Of("a", Across)).Why);
        Assert.EndsWith("; 4 seeds could decide",
            AllAtMostOne("a").Judge(World.Of("a", Math.Exp(-0.3), Math.Exp(-0.2), Math.Exp(-0.1))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenSeveralComparisons_WhenOneIsShown_ThenItIsTheClosestOfThoseThatHoldAndTheFarthestOfThoseThatFail()
    {
        var claim = AllAtMostOne("a", "b", "c");
        ClaimResult With(double a, double b, double c) =>
            claim.Judge([.. World.Of("a", a, a, a), .. World.Of("b", b, b, b), .. World.Of("c", c, c, c)]);
        Assert.StartsWith("3 seeds: all 3 comparisons hold, the closest: b ≤ 1: 0.9 against 1", With(0.5, 0.9, 0.1).Why,
            StringComparison.Ordinal);
        Assert.StartsWith("3 seeds: 2 of 3 comparisons fail: c ≤ 1: 3 against 1", With(1.1, 0.001, 3).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenNothingMeasured_WhenJudged_ThenItIsNotTestableYet()
    {
        var result = AllAtMostOne("a").Judge([]);
        Assert.Equal((Verdict.NotTestableHere, "not measured yet"), (result.Verdict, result.Why));
        Assert.Empty(result.Comparisons);
        Assert.Empty(result.Seeds);
    }

    [Fact]
    public void GivenAModelOrAKeyThatIsMissing_WhenJudged_ThenTheReasonNamesIt()
    {
        Assert.Equal("not measured yet: b", AllAtMostOne("a", "b").Judge(World.Of("a", Below)).Why);
        var key = Of(Comparison.With("a: y", v => v["a"]["y"], 1, Margin.AtMost()));
        Assert.Equal("not measured yet: a: y", key.Judge(World.Of("a", Below)).Why);
        var arm = Of(Comparison.With("a, few", v => v["a", "few"]["x"], 1, Margin.AtMost()));
        Assert.Equal("not measured yet: a (few)", arm.Judge(World.Of("a", Below)).Why);
        var data = Of(Comparison.With("a on mnist", v => v["a", data: "mnist"]["x"], 1, Margin.AtMost()));
        Assert.Equal("not measured yet: a", data.Judge(World.Of("a", Below)).Why);
    }

    [Fact]
    public void GivenASeedWithSomethingMissing_WhenJudged_ThenThatSeedIsLeftOut()
    {
        // The fourth seed, whose number would turn the verdict, has no 'b'.
        var result = AllAtMostOne("a", "b").Judge([.. World.Of("a", 0.5, 0.5, 0.5, 9), .. World.Of("b", Below)]);
        Assert.Equal(Verdict.Holds, result.Verdict);
        Assert.Equal([1ul, 2, 3], result.Seeds);
        Assert.Equal([0.5, 0.5, 0.5], result.Comparisons[0].Left);
    }

    [Fact]
    public void GivenOneSeed_WhenJudged_ThenItIsUndecidedWithAFirstLook()
    {
        var result = AllAtMostOne("a", "b", "c").Judge([.. World.Of("a", 0.5), .. World.Of("b", 2), .. World.Of("c", 3)]);
        Assert.Equal(Verdict.Undecided, result.Verdict);
        Assert.Equal("one seed: first look: 1 of 3 comparisons holds; not: b ≤ 1: 2 against 1", result.Why);
        Assert.Equal("one seed: first look: its comparison holds", AllAtMostOne("a").Judge(World.Of("a", 0.5)).Why);
    }

    [Fact]
    public void GivenRandomWorldsOfOneSeed_WhenJudged_ThenEveryOneIsUndecided()
    {
        var random = new Random(12);
        double Number() => random.Next(8) switch
        {
            0 => 0,
            1 => double.NaN,
            2 => double.PositiveInfinity,
            3 => -random.NextDouble(),
            _ => Math.Exp(10 * random.NextDouble() - 5),
        };
        Margin AnyMargin() => random.Next(5) switch
        {
            0 => Margin.AtMost(Math.Exp(random.NextDouble())),
            1 => Margin.AtLeast(Math.Exp(-random.NextDouble())),
            2 => Margin.Within(random.NextDouble()),
            3 => Margin.NotAbove(random.NextDouble()),
            _ => Margin.NotBelow(random.NextDouble()),
        };
        for (var world = 0; world < 1_000; world++)
        {
            string[] models = [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => $"m{i}")];
            var comparisons = models.Select(m => World.Compare(m, models[random.Next(models.Length)], AnyMargin())).ToList();
            if (random.Next(4) == 0)
                comparisons.Add(Comparison.Exact("exact", v => v.X(models[0]) > 0));
            var result = Of([.. comparisons]).Judge([.. models.SelectMany(m => World.Of(m, Number()))]);
            Assert.True(result.Verdict == Verdict.Undecided, $"world {world}: {result.Why}");
            var holding = result.Comparisons.Count(c => c.FirstLook);
            var look = comparisons.Count > 1 ? $"{holding} of {comparisons.Count} comparisons hold"
                : holding == 1 ? "its comparison holds" : "its comparison does not hold";
            Assert.StartsWith($"one seed: first look: {look}", result.Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void GivenExactChecksAlone_WhenOneSeedWasMeasured_ThenItDecides()
    {
        var claim = Of(Comparison.Exact("a is 1", v => v.X("a") == 1));
        Assert.Equal(Verdict.Holds, claim.Judge(World.Of("a", 1)).Verdict);
        Assert.Equal(Verdict.Fails, claim.Judge(World.Of("a", 2)).Verdict);
        Assert.Equal("", claim.Margins);
    }

    [Fact]
    public void GivenComparisons_WhenAskedWhatTheyNeed_ThenItIsEveryModelArmAndDataSetOnce()
    {
        var claim = Of(
            World.Compare("a", "b", Margin.AtMost()),
            new Comparison("least", v => new[] { "a", "c" }.Min(v.X), "few", v => v["a", "few"]["x"] / v["a"]["y"], Margin.AtMost()),
            Comparison.With("sweep", v => v.Along("d", "sweep")[^1]["x"], 1, Margin.AtMost()),
            Comparison.With("at 10", v => v["d", "sweep", 10]["x"], 1, Margin.AtMost()),
            Comparison.With("elsewhere", v => v["a", data: "cifar10"]["x"], 1, Margin.AtMost()));
        MeasurementName[] expected =
        [
            new("a", "", null), new("b", "", null), new("c", "", null), new("a", "few", null), new("d", "sweep", null),
            new("a", "", "cifar10"),
        ];
        Assert.Equal(expected.ToHashSet(), claim.Needs().ToHashSet());
        Assert.Equal(expected.Length, claim.Needs().Count);
    }

    [Fact]
    public void GivenAnAxis_WhenAPointIsAsked_ThenOnlyItsMeasurementAnswers()
    {
        Measurement Point(double value, double x) => World.Of("a", x)[0] with { Arm = "sweep", Axis = new Axis("k", value) };
        var view = new SeedView(1, [Point(10, 3), Point(1, 2), World.Of("a", 9)[0]]);
        Assert.Equal((2.0, 3.0, 9.0), (view["a", "sweep", 1]["x"], view["a", "sweep", 10]["x"], view.X("a")));
        Assert.Equal([1.0, 10], view.Along("a", "sweep").Select(m => m.Axis!.Value));
        Assert.Equal("a (sweep) at 2", Assert.Throws<MissingMeasurementException>(() => view["a", "sweep", 2]).Missing);
        Assert.Equal("b (sweep)", Assert.Throws<MissingMeasurementException>(() => view.Along("b", "sweep")).Missing);
    }

    [Fact]
    public void GivenMargins_WhenSaid_ThenTheMostFrequentComesFirst()
    {
        Assert.Equal("ratio ≤ 0.9", Of(World.Compare("a", 1, Margin.AtMost(0.9)), World.Compare("b", 1, Margin.AtMost(0.9))).Margins);
        var mixed = Of(World.Compare("a", 1, Margin.NotBelow()), World.Compare("b", 1, Margin.AtMost(0.9)),
            World.Compare("c", 1, Margin.AtMost(0.9)));
        Assert.Equal("ratio ≤ 0.9 (2); difference ≥ 0 (1)", mixed.Margins);
    }

    [Fact]
    public void GivenWhatCannotBeTestedHere_WhenJudged_ThenTheReasonIsItsOwn()
    {
        var claim = new Claim("rae/C7", "molecules", "rae.md §7.3") { NotTestable = "needs a toolkit" };
        Assert.Equal((Verdict.NotTestableHere, "needs a toolkit"),
            (claim.Judge(World.Of("a", 1)).Verdict, claim.Judge(World.Of("a", 1)).Why));
        var whole = new Claim("thesis/T1", "all of it", "outline.md §1.1") { Parts = ["rae/R1"] };
        Assert.Equal((Verdict.NotTestableHere, "not measured yet"),
            (whole.Judge(World.Of("a", 1)).Verdict, whole.Judge(World.Of("a", 1)).Why));
    }
}
