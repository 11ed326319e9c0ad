using System.Collections.Concurrent;
using Reining.Chapters;
using Reining.Tests.Child;
using Reining.Tests.Data;

namespace Reining.Tests.Chapters.Frame;

/// <summary>Grids of experiments: order, reading back, sharing by locks, cancellation, progress.</summary>
public sealed class ExperimentGridTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    readonly TemporaryFolder _folder = new();
    readonly List<string> _order = [];

    public void Dispose() => _folder.Dispose();

    ProbeExperiment Probe(string name, params Experiment[] requires) =>
        new(_folder.Path, name, _ => _order.Add(name)) { Requires = requires };

    static RunRequest Request(Action<ExperimentProgress>? progress = null, CancellationToken cancellation = default) =>
        new("smoke") { Progress = progress, Cancellation = cancellation };

    [Fact]
    public void GivenExperimentsThatReadOthers_WhenRun_ThenNoneComesBeforeWhatItReadsAndEachRunsOnce()
    {
        var first = Probe("first");
        var stage = Probe("stage", first);
        Experiment[] asked = [Probe("last", stage, Probe("first")), Probe("alone"), Probe("stage", Probe("first"))];
        Assert.Equal(["first", "stage", "last", "alone"], ExperimentGrid.WithRequired(asked).Select(e => e.Model));
        ExperimentGrid.Finish(asked, Request());
        Assert.Equal(["first", "stage", "last", "alone"], _order);
        Assert.Equal(1, Assert.Single(asked[0].Results())["x"]);
    }

    [Fact]
    public void GivenFinishedExperiments_WhenRunAgain_ThenTheyAreReadBackAndNothingIsTold()
    {
        ExperimentGrid.Finish([Probe("a"), Probe("b")], Request());
        ExperimentGrid.Finish([Probe("a"), Probe("b")], Request(p => Assert.Fail($"told {p}")));
        Assert.Equal(["a", "b"], _order);
        ExperimentGrid.Finish([Probe("a"), Probe("b"), Probe("c")], Request(p => Assert.Equal("c", p.Title)));
        Assert.Equal(["a", "b", "c"], _order);
    }

    [Fact]
    public void GivenAnExperimentThatFails_WhenRunAgain_ThenItIsTheOneThatGoesOn()
    {
        var broken = new ProbeExperiment(_folder.Path, "b", _ => throw new ArithmeticException("broken"));
        Assert.Throws<ArithmeticException>(() => ExperimentGrid.Finish([Probe("a"), broken, Probe("c")], Request()));
        ExperimentGrid.Finish([Probe("a"), Probe("b"), Probe("c")], Request());
        Assert.Equal(["a", "b", "c"], _order);
    }

    [Fact]
    public void GivenThreeExperiments_WhenRun_ThenProgressCountsThemAndEstimatesTheRest()
    {
        var told = new List<ExperimentProgress>();
        var talking = new ProbeExperiment(_folder.Path, "b", control => control.Say("half way")) { Title = "the second" };
        ExperimentGrid.Finish([Probe("done")], Request());
        ExperimentGrid.Finish([Probe("done"), Probe("a"), talking, Probe("c")], Request(told.Add));
        Assert.Equal(
        [
            ("a", 1, ExperimentEvent.Started), ("a", 2, ExperimentEvent.Finished),
            ("the second", 2, ExperimentEvent.Started), ("the second", 2, ExperimentEvent.Said),
            ("the second", 3, ExperimentEvent.Finished),
            ("c", 3, ExperimentEvent.Started), ("c", 4, ExperimentEvent.Finished),
        ], told.Select(p => (p.Title, p.Done, p.What)));
        Assert.All(told, p => Assert.Equal(4, p.Count));
        Assert.Null(told[0].Left); // what was there before says nothing about the time
        Assert.All(told.Skip(1), p => Assert.NotNull(p.Left));
        Assert.Equal("half way", told[3].Message);
        Assert.StartsWith("2 of 4 done, ", told[3].ToString(), StringComparison.Ordinal);
        Assert.EndsWith(" left, the second: half way", told[3].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenThreeProcessesOnOneGrid_WhenAllAreDone_ThenEachExperimentWasRunOnce()
    {
        const int Count = 3;
        var children = Enumerable.Range(0, Count).Select(_ => ChildProcess.Start("share", _folder.Path)).ToList();
        Assert.All(children, c => Assert.Equal("ready", c.StandardOutput.ReadLine()));
        File.WriteAllText(_folder.File(GridCommands.Go), "");
        foreach (var child in children)
        {
            var error = child.StandardError.ReadToEnd();
            child.WaitForExit();
            Assert.True(child.ExitCode == 0, error);
            child.Dispose();
        }
        Assert.All(GridCommands.Grid(_folder.Path), e => Assert.Single(e.WorkedBy));
        Assert.True(GridCommands.Grid(_folder.Path).SelectMany(e => e.WorkedBy).Distinct().Count() > 1, "one process did everything");
    }

    [Fact]
    public async Task GivenAProcessAtAnExperiment_WhenItIsKilled_ThenTheOtherDoesTheRestWaitsAndTakesItOver()
    {
        using var child = ChildProcess.Start("hold", _folder.Path, "b");
        Assert.Equal("holds", child.StandardOutput.ReadLine());
        var told = new BlockingCollection<ExperimentProgress>();
        var grid = Task.Run(() => ExperimentGrid.Finish([Probe("a"), Probe("b"), Probe("c", Probe("b")), Probe("d")], Request(told.Add)));
        ExperimentProgress? waiting;
        do
            Assert.True(told.TryTake(out waiting, Patience), "the grid did not say that it waits");
        while (waiting.What != ExperimentEvent.Waiting);
        Assert.Equal(("b", 2), (waiting.Title, waiting.Done));
        Assert.Equal(["a", "d"], _order); // 'c' reads 'b'
        Assert.False(grid.IsCompleted);
        child.Kill();
        await grid.WaitAsync(Patience);
        Assert.Equal(["a", "d", "b", "c"], _order);
        Assert.Equal(2, Probe("b").WorkedBy.Count); // the killed one had begun
        Assert.Single(told, p => p.What == ExperimentEvent.Finished && p.Title == "b");
    }

    [Fact]
    public void GivenAnExperimentThatAnotherHolds_WhenCancelledWhileWaiting_ThenTheErrorSaysHowToGoOn()
    {
        using var stop = new CancellationTokenSource();
        var held = Probe("a").Run.TryHold();
        Assert.NotNull(held);
        using (held)
        {
            var e = Assert.Throws<OperationCanceledException>(() => ExperimentGrid.Finish([Probe("a"), Probe("b")],
                Request(p => { if (p.What == ExperimentEvent.Waiting) stop.Cancel(); }, stop.Token)));
            Assert.Contains("the same command goes on from there", e.Message, StringComparison.Ordinal);
        }
        Assert.Equal(["b"], _order);
        ExperimentGrid.Finish([Probe("a"), Probe("b")], Request());
        Assert.Equal(["b", "a"], _order);
    }

    [Fact]
    public void GivenACancellation_WhenAnExperimentHeedsIt_ThenTheGridStopsAndGoesOnLater()
    {
        using var stop = new CancellationTokenSource();
        var heeding = new ProbeExperiment(_folder.Path, "a", control =>
        {
            stop.Cancel();
            control.Cancellation.ThrowIfCancellationRequested();
        });
        Assert.Throws<OperationCanceledException>(() => ExperimentGrid.Finish([heeding, Probe("b")], Request(cancellation: stop.Token)));
        Assert.Empty(_order);
        ExperimentGrid.Finish([Probe("a"), Probe("b")], Request());
        Assert.Equal(["a", "b"], _order);
    }

    [Fact]
    public void GivenAnExperimentWithOtherOptions_WhenItsResultIsThere_ThenItIsRefused()
    {
        ExperimentGrid.Finish([Probe("a")], Request());
        var other = new OtherOptions(Probe("a").Path);
        Refusal.Of<InvalidDataException>(() => other.IsFinished, "expected the options of the run that is already there");
    }

    sealed class OtherOptions(string path) : Experiment(path, new { name = "other" }, "a", 1)
    {
        protected override IReadOnlyList<Measurement> Work(ExperimentControl control) => [];
    }
}
