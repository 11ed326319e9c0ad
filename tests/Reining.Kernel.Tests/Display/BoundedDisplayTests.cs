using Reining.Kernel.Display;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Display;

/// <summary>Displays end, by themselves or by an interrupt.</summary>
public sealed class BoundedDisplayTests
{
    [Theory]
    [InlineData("class P { public int X { get { while (true) { } } } }\nnew P()")]
    [InlineData("class P { public int X { get { Thread.Sleep(-1); return 1; } } }\nnew { A = new { B = new[] { new P() } } }")]
    [InlineData("class P { public override string ToString() { while (true) { } } }\nnew { A = new List<object> { new P() } }")]
    [InlineData("Enumerable.Range(0, 9).Select(i => { while (true) { } return i; })")]
    [InlineData("new { A = Enumerable.Range(0, 9).Where(i => { Thread.Sleep(-1); return true; }) }")]
    [InlineData("class P { }\nFormatter.Register<P>(p => { while (true) { } return \"\"; });\nnew { A = new P() }")]
    [InlineData("class P { public int X { get { while (true) { } } } }\ndisplay(new P());")]
    [InlineData("class P { public int X { get { while (true) { } } } }\nnew P()\n#!csharp\n1")]
    public async Task GivenADisplayWithoutEnd_WhenItIsInterrupted_ThenItEndsAndVariablesAreKept(string code)
    {
        await using var session = new SessionFixture();
        await session.Run("var kept = 41;");
        var outcome = await session.RunAndInterrupt(code);
        Assert.Equal(CellError.Interrupted, outcome.Error?.Name);
        Assert.Equal("42", await session.Value("kept + 1"));
    }

    [Fact]
    public async Task GivenEverythingInTheCorpus_WhenTheCellIsInterruptedBefore_ThenNothingIsReadBelowTheTop()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        foreach (var (name, make, _) in DisplayCorpus.Values)
        {
            var value = make();
            var isWhole = ValueReader.Read(value).Parts.Count == 0;
            using var cell = new CellContext(new RecordedOutput(), canceled.Token);
            cell.Enter();
            try
            {
                var ended = Record.Exception(() => Formatter.ToBundle(value));
                Assert.True(isWhole || ended is OperationCanceledException, name);
            }
            finally
            {
                CellContext.Leave();
            }
        }
    }

    [Fact]
    public async Task GivenGettersThatTakeLong_WhenManyLieDeep_ThenTheDisplayStopsAskingThem()
    {
        await using var session = new SessionFixture();
        await session.Run("class Slow { public int Id; public Slow Next { get { Thread.Sleep(200); return new Slow { Id = Id + 1 }; } }"
            + " public Slow Other { get { Thread.Sleep(200); return new Slow(); } } }");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Contains("Id = 1", await session.Value("new Slow()"), StringComparison.Ordinal); // all of it would take 25 s
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task GivenAFailingFormatter_WhenManySuchValuesAreShown_ThenTheCellRunsAndSaysItOnce()
    {
        await using var session = new SessionFixture();
        var output = await session.Run("class Odd { public override string ToString() => \"odd\"; }\n"
            + "Formatter.Register<Odd>(string (o) => throw new Exception(\"no\"), \"text/html\");\nnew[] { new Odd(), new Odd() }");
        Assert.Equal("[ odd, odd ]", output.Value!.PlainText);
        Assert.Equal("Display of Odd as text/html: the formatter failed with Exception: no; shown without it.\n", output.Stderr);
    }
}
