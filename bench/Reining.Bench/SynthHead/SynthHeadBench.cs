using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Reining.Training;
using Reining.Worlds;

namespace Reining.Bench.SynthHead;

/// <summary>
/// Heads of the synthetic world, condition and photo, on one core: this library beside the C++ program that the world was first written as,
/// compiled here. They take turns, in reversed order every other round.
/// </summary>
public static class SynthHeadBench
{
    const int First = 900_000;
    const string Compiler = "g++";

    /// <summary>What the peer is compiled with; its arithmetic is IEEE's, as ours.</summary>
    public const string Flags = "-O3 -march=native";

    /// <summary>Measures.</summary>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="heads">Heads of a turn.</param>
    /// <param name="rounds">Turns of each.</param>
    /// <exception cref="InvalidDataException">The compiler or the peer failed, or the photos' means differ by more than chance.</exception>
    public static (string Text, JsonObject Json) Run(int side, int heads, int rounds)
    {
        var load = Bench.Report.CurrentLoad();
        var folder = Directory.CreateTempSubdirectory("reining-synth-head");
        try
        {
            using var peer = Start(Compile(folder.FullName), side, heads);
            var ours = new double[rounds];
            var theirs = new double[rounds];
            var means = (Ours: Draw(side, heads).Mean, Theirs: Ask(peer).Mean); // warm-up
            // Other heads of the same kind: a photo's mean varies by a quarter or so, from -1 to 1.
            if (!(Math.Abs(means.Ours - means.Theirs) < 1 / Math.Sqrt(heads)))
                throw new InvalidDataException(Invariant(
                    $"synth-head: expected photos as bright as the peer's, {means.Theirs:0.000}, got {means.Ours:0.000}."));
            for (var round = 0; round < rounds; round++)
            {
                if (round % 2 == 0)
                    ours[round] = Draw(side, heads).Seconds;
                theirs[round] = Ask(peer).Seconds;
                if (round % 2 == 1)
                    ours[round] = Draw(side, heads).Seconds;
            }
            return Summary(side, heads, rounds, load, ours, theirs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static (string, JsonObject) Summary(int side, int heads, int rounds, string load, double[] ours, double[] theirs)
    {
        var ratio = Ratio.Of(ours, theirs);
        var (own, other) = (Milliseconds(ours), Milliseconds(theirs));
        var text = new StringBuilder()
            .AppendLine(Invariant($"synth-head: condition and photo of a head at {side}x{side}, one thread; {RunEnvironment.Device}"))
            .AppendLine(Invariant($"{rounds} rounds of {heads} heads in turn; load at the start {load}; commit {RunEnvironment.Commit}"))
            .AppendLine(Invariant($"  Reining                {own:0.000} ms a head"))
            .AppendLine(Invariant($"  C++ ({Compiler} {Flags})  {other:0.000} ms a head"))
            .AppendLine($"  ratio = their time / ours in a round, above 1 we are faster: {ratio}");
        return (text.ToString(), new JsonObject
        {
            ["bench"] = "synth-head",
            ["commit"] = RunEnvironment.Commit,
            ["device"] = RunEnvironment.Device,
            ["load"] = load,
            ["side"] = side,
            ["heads"] = heads,
            ["ours_ms"] = own,
            ["theirs_ms"] = other,
            ["compiler"] = $"{Compiler} {Flags}",
            ["ratio"] = ratio.ToJson(),
        });

        double Milliseconds(double[] seconds) => Math.Round(1000 * Numerics.Statistics.Median(seconds) / heads, 4);
    }

    static (double Seconds, double Mean) Draw(int side, int heads)
    {
        var clock = Stopwatch.StartNew();
        var renderer = new HeadRenderer(side);
        var (condition, photo, sum) = (new float[HeadRenderer.ConditionChannels * side * side], new float[3 * side * side], 0.0);
        for (var i = First; i < First + heads; i++)
        {
            renderer.Pose(HeadParameters.Sample(i)).Condition(condition);
            renderer.Photo(PhotoFactors.Sample(i), i, photo);
            foreach (var value in photo)
                sum += 2 * value - 1;
        }
        return (clock.Elapsed.TotalSeconds, sum / heads / photo.Length);
    }

    static (double Seconds, double Mean) Ask(Process peer)
    {
        peer.StandardInput.WriteLine("heads");
        var answer = peer.StandardOutput.ReadLine()?.Split(' ');
        return answer is [var seconds, var mean] ? (Number(seconds), Number(mean))
            : throw new InvalidDataException("synth-head: expected seconds and a mean from the C++ program, which ended instead.");

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    static Process Start(string program, int side, int heads) =>
        Process.Start(new ProcessStartInfo(program, [$"{side}", $"{heads}", $"{First}", "time"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    static string Compile(string folder)
    {
        var source = Path.Combine(folder, "world.cpp");
        using (var from = typeof(SynthHeadBench).Assembly.GetManifestResourceStream("world.cpp")!)
        using (var to = File.Create(source))
            from.CopyTo(to);
        var program = Path.Combine(folder, "world");
        Process compiler;
        try
        {
            compiler = Process.Start(Compiler, [.. Flags.Split(' '), source, "-o", program]);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidDataException($"synth-head: expected the compiler {Compiler} for the peer, got none; install it.", e);
        }
        using (compiler)
        {
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? program
                : throw new InvalidDataException($"synth-head: {Compiler} {Flags} failed on the peer; its messages stand above.");
        }
    }

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
