using System.Globalization;
using Reining.Bench.Peers;

namespace Reining.Bench;

/// <summary>
/// Runs a benchmark: every side in a process of its own, all of them alive together; they warm up, prove by their values that they do
/// the same work, and then take turns, in reversed order every other round, so that slow drifts of the machine cancel.
/// </summary>
public sealed class BenchRun(IBench bench, BenchOptions options, IReadOnlyList<Peer> peers, Action<string> report)
{
    /// <summary>Largest relative difference of values at the first step: rounding only.</summary>
    public const double FirstTolerance = 1e-4;

    /// <summary>The same after the warm-up: rounding, grown by training.</summary>
    public const double LastTolerance = 1e-3;

    /// <summary>Both in reduced precision, where sides may round at different places.</summary>
    public const double ReducedTolerance = 3e-2;

    /// <summary>What is allowed at the first and at the last step of the warm-up.</summary>
    public static (double First, double Last) Tolerances(BenchOptions options) =>
        options.Precision == "fp32" ? (FirstTolerance, LastTolerance) : (ReducedTolerance, ReducedTolerance);

    /// <summary>Measures every case.</summary>
    /// <exception cref="InvalidDataException">The sides do not compute the same; nothing is timed then.</exception>
    public IEnumerable<CaseResult> Run() => bench.Cases(options).Select(Measure);

    CaseResult Measure(BenchCase piece)
    {
        var workers = new List<PeerProcess>();
        try
        {
            foreach (var peer in peers)
                workers.Add(PeerProcess.Start(peer, piece.Input, options.Threads));
            var first = workers.Select(w => w.Run(1).Value).ToArray();
            var last = workers.Select(w => w.Run(options.WarmUp - 1).Value).ToArray();
            var (near, far) = Tolerances(options);
            Check(piece, workers, first, 1, near);
            Check(piece, workers, last, options.WarmUp, far);

            var seconds = workers.Select(_ => new double[options.Rounds]).ToArray();
            for (var round = 0; round < options.Rounds; round++)
            {
                report($"{piece.Label}: round {round + 1} of {options.Rounds}");
                for (var turn = 0; turn < workers.Count; turn++)
                {
                    var i = round % 2 == 0 ? turn : workers.Count - 1 - turn;
                    seconds[i][round] = workers[i].Run(options.Steps).Seconds;
                }
            }
            return new CaseResult(
                piece, bench.ComparesMemory,
                [.. workers.Select(
                    (w, i) => new SideResult(w.Peer, w.Engine, w.Blas(), options.Steps, seconds[i], w.PeakMiB(), first[i], last[i]))]);
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }
    }

    static void Check(BenchCase piece, List<PeerProcess> workers, double[] values, int step, double tolerance)
    {
        for (var i = 1; i < values.Length; i++)
        {
            var relative = Math.Abs(values[i] - values[0]) / Math.Abs(values[0]);
            if (!(relative <= tolerance))
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{piece.Label}, step {step}: expected the value of {workers[0].Engine}, {values[0]}, within {tolerance}, " +
                    $"got {values[i]} from {workers[i].Engine}; they do not do the same work, so nothing was timed."));
        }
    }
}
