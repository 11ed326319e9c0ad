using Reining.Models;
using Reining.Tests.Data;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

public sealed class TrainingCurveTests : IDisposable
{
    const int Steps = 7;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static Linear Net()
    {
        using var random = new Generator(1);
        return new Linear(3, 1, random);
    }

    static TrainingPlan<Tensor> Plan(Linear net) => new()
    {
        Steps = Steps,
        BatchSize = 4,
        Batch = (_, random) => randn(4, 3, generator: random),
        Nets = [new("net", net, new AdamOptions(0.1))],
        Phases = [new("net", ["net"], (x, _) => new LossTerms((net.forward(x) - 1).square().mean()))],
        Averages = [new("average", ["net"], 20)],
    };

    Dictionary<string, double> Measured(Linear net)
    {
        var before = Environment.CpuUsage.TotalTime;
        while ((Environment.CpuUsage.TotalTime - before).TotalMilliseconds < 30) // measuring is work, and must not count
        {
        }
        return new() { ["weight"] = net.Weight.sum().ToDouble() };
    }

    [Fact]
    public void GivenAPlan_WhenMeasured_ThenPointsAreWhereAskedAndTheTrainingIsTheSame()
    {
        using var scope = NewDisposeScope();
        using Linear plain = Net(), measured = Net();
        new TrainingLoop<Tensor>(Plan(plain)).Run();
        var curve = new TrainingCurve(3, () => Measured(measured));
        var cpu = Environment.CpuUsage.TotalTime;
        new TrainingLoop<Tensor>(curve.On(Plan(measured), null)).Run();
        var whole = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        Assert.Equal([3, 6, 7], curve.Points.Keys);
        Assert.True(plain.Weight.equal(measured.Weight).all().ToBoolean());
        Assert.Equal(measured.Weight.sum().ToDouble(), curve.Points[7].Numbers["weight"], 12); // the averages, as at the end
        Assert.Equal(curve.Points.Values.Select(p => p.Seconds).Order(), curve.Points.Values.Select(p => p.Seconds));
        Assert.InRange(curve.Seconds, 0, whole - 0.06); // measured three times, 30 ms each; the clock of a process is coarse
    }

    [Fact]
    public void GivenARunThatWasStopped_WhenItGoesOn_ThenItsCurveDoes()
    {
        using var scope = NewDisposeScope();
        IReadOnlyDictionary<long, CurvePoint> Train(string name, int stopAt)
        {
            using var net = Net();
            using var stop = new CancellationTokenSource();
            var run = new RunFolder(_folder.File(name), new { Options = 1 });
            var curve = new TrainingCurve(3, () => Measured(net));
            var loop = new TrainingLoop<Tensor>(curve.On(Plan(net) with { StatsSteps = 1 }, run))
            {
                OnProgress = p =>
                {
                    if (p.Step == stopAt)
                        stop.Cancel();
                },
            };
            if (stopAt == 0)
                loop.Run(run, stop.Token);
            else
                Assert.Throws<OperationCanceledException>(() => loop.Run(run, stop.Token));
            return curve.Points;
        }
        var whole = Train("whole", 0);
        var begun = Train("broken", 4);
        var (first, all) = (begun[3], Train("broken", 0));
        Assert.Equal([3], begun.Keys);
        Assert.Equal(whole.Keys, all.Keys);
        Assert.Equal(whole.Values.Select(p => p.Numbers["weight"]), all.Values.Select(p => p.Numbers["weight"]));
        Assert.Equal(first.Seconds, all[3].Seconds);
        Assert.True(all[6].Seconds > all[3].Seconds);
    }

    [Fact]
    public void GivenAPlanThatValidates_WhenMeasured_ThenTheErrorSaysWhy()
    {
        using var net = Net();
        var plan = Plan(net) with { Keep = new Keep.BestOf(() => 0) };
        Assert.Contains("validates", Assert.Throws<ArgumentException>(
            () => new TrainingCurve(3, () => Measured(net)).On(plan, null)).Message, StringComparison.Ordinal);
    }
}
