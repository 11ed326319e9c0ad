using Reining.Bench.Peers;
using Reining.Data;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Bench.Attacks;

/// <summary>
/// Attacks of this library beside foolbox and the reference code of AutoAttack: the same trained weights, the same digits, the same
/// numbers of steps. Each attack on each net in processes of its own, which take turns.
/// </summary>
public static class AttacksBench
{
    const int Searched = 4000;

    /// <summary>Our side, by which workers are started.</summary>
    public static IBench Work { get; } = new AttacksWork();

    /// <summary>Compares one attack after another.</summary>
    /// <param name="options">What.</param>
    /// <param name="peers">Ours, then Pythons.</param>
    /// <param name="report">Progress.</param>
    public static IEnumerable<AttackComparison> Run(AttacksOptions options, IReadOnlyList<Peer> peers, Action<string> report)
    {
        new DataCache(report: report).Ensure("mnist");
        var nets = QuickNets.Names.ToDictionary(n => n, n => QuickNets.Get(n, options.Folder, report));
        var (images, labels) = Digits(options.Images, nets.Values);
        foreach (var attack in options.Only.Count > 0 ? options.Only.Select(PairedAttack.Named)
            : PairedAttack.All.Where(a => options.Rounds == 0 || a.Timed))
        {
            foreach (var (name, net) in nets)
            {
                var all = attack.Epsilons(name);
                double[] epsilons = options.Rounds == 0 ? all : [all[1]];
                var arrays = Weights.Named(net).Select(w => BenchArray.Of(w.Key, w.Value)).Append(images).Append(labels);
                var input = AttacksWork.Input(attack, epsilons, arrays, options.Rounds > 0);
                yield return Compare(name, attack, epsilons, input, options, peers, report);
            }
        }
    }

    /// <summary>The first test digits that all nets call right.</summary>
    static (BenchArray Images, BenchArray Labels) Digits(int count, IEnumerable<QuickNet> nets)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var digits = Mnist.Load().Test.Take(Searched);
        var (images, labels) = (digits.Images(), digits.Labels());
        var right = nets.Select(n => n.forward(images).argmax(1) == labels).Aggregate((a, b) => a.logical_and(b));
        var rows = right.nonzero().squeeze(1);
        if (rows.shape[0] < count)
            throw new ArgumentException($"--images: expected at most {rows.shape[0]}, got {count}.");
        rows = rows[..count];
        return (
            BenchArray.Of("images", (images.index_select(0, rows) * 255).round().to(ScalarType.Byte)),
            BenchArray.Of("labels", labels.index_select(0, rows)));
    }

    static AttackComparison Compare(
        string net, PairedAttack attack, double[] epsilons, BenchInput input, AttacksOptions options, IReadOnlyList<Peer> peers,
        Action<string> report)
    {
        var workers = new List<(PeerProcess Process, int Threads)>();
        try
        {
            foreach (var peer in peers)
            {
                int[] threads = peer == peers[0] || options.Rounds == 0 || options.Threads == 1 ? [options.Threads] : [1, options.Threads];
                foreach (var count in threads)
                    workers.Add((PeerProcess.Start(peer, input, count), count));
            }
            report($"{attack.Name}, {net} net: first run");
            var values = workers.Select(w => w.Process.RunOnce()).ToList();
            var seconds = workers.Select(_ => new List<double>()).ToList();
            for (var round = 0; round < options.Rounds; round++)
            {
                report($"{attack.Name}, {net} net: round {round + 1} of {options.Rounds}");
                for (var turn = 0; turn < workers.Count; turn++)
                {
                    var i = round % 2 == 0 ? turn : workers.Count - 1 - turn;
                    seconds[i].Add(workers[i].Process.RunOnce().Seconds);
                }
            }
            return new AttackComparison(net, attack.Name, epsilons, attack.Tolerance, [.. workers.Select((w, i) => new AttackSide(
                w.Process.Engine, w.Threads, values[i].Values[..epsilons.Length], values[i].Values[^2], values[i].Values[^1],
                seconds[i].Count > 0 ? seconds[i] : [values[i].Seconds], w.Process.PeakMiB()))]);
        }
        finally
        {
            foreach (var (process, _) in workers)
                process.Dispose();
        }
    }
}
