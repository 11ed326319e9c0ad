using System.CommandLine;
using System.Globalization;
using Reining.Bench;
using Reining.Bench.Peers;
using Reining.Torch;

namespace Reining.Cli;

/// <summary>`bench NAME`: this library beside plain TorchSharp and Python's PyTorch; bench/README.md says what the numbers mean.</summary>
static class BenchCommand
{
    public static Command Create()
    {
        var command = new Command("bench", "Measure this library beside plain TorchSharp and Python's PyTorch (bench/README.md).");
        foreach (var bench in Benches.All)
            command.Add(CommandOf(bench));
        command.Add(KernelBenchCommand.Create());
        command.Add(AttacksBenchCommand.Create());
        command.Add(SynthHeadBenchCommand.Create());
        command.Add(ExploreBenchCommand.Create());
        command.Add(CommandOf(null));
        command.Add(WorkerCommand());
        return command;
    }

    /// <summary>The command of one benchmark, or of all in turn for null.</summary>
    static Command CommandOf(IBench? bench)
    {
        var widths = new Option<string>("--widths") { Description = "Base filters of the nets.", DefaultValueFactory = _ => "16,32" };
        var batch = Number("--batch", "Images a step.", 100);
        var threads = Number("--threads", "Threads of every side.", Math.Min(2, Environment.ProcessorCount));
        var rounds = Number("--rounds", "How often all sides take their turn.", 8);
        var steps = Number("--steps", "Steps of a turn.", 10);
        var python = new Option<string[]>("--python")
        {
            Description = "A Python with PyTorch, also \"chroot FOLDER /usr/bin/python3\"; " +
                $"may be given several times. {Python.Default} is asked anyway.",
            DefaultValueFactory = _ => []
        };
        var warmUp = Number("--warm-up", "Steps before the first turn.", 20);
        var device = new Option<string>("--device") { Description = "cpu or cuda, for every side.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        var precision = new Option<string>("--precision")
        {
            Description = "fp32, tf32 or bf16; plain TorchSharp, which has no autocast, takes no part in bf16.",
            DefaultValueFactory = _ => "fp32"
        };
        precision.AcceptOnlyFromAmong("fp32", BenchOptions.TensorFloat32, BenchOptions.BFloat16);
        var compile = new Option<bool>("--compile") { Description = "Compare with torch.compile too." };
        var profile = new Option<bool>("--profile") { Description = "Print where the time of our step goes instead of comparing." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line." };
        var command = new Command(bench?.Name ?? "all", bench?.Description ?? "Every benchmark in turn.")
        {
            widths, batch, threads, rounds, steps, warmUp, python, device, precision, compile, profile, json
        };
        command.SetAction(result =>
        {
            var options = new BenchOptions(
                ParseWidths(result.GetRequiredValue(widths)), result.GetRequiredValue(batch), result.GetRequiredValue(threads),
                result.GetRequiredValue(rounds), result.GetRequiredValue(steps))
            {
                WarmUp = result.GetRequiredValue(warmUp),
                Device = result.GetRequiredValue(device),
                Precision = result.GetRequiredValue(precision),
            };
            TorchRuntime.Load();
            if (options.Device == "cuda")
                Compute.Start(new ComputeOptions(ComputeDevice.Cuda)); // an error now rather than in the workers
            foreach (var one in bench is null ? Benches.All : [bench])
            {
                if (result.GetValue(profile))
                    Profile(one, options, result.GetValue(json));
                else
                    Compare(one, options, result.GetRequiredValue(python), result.GetValue(compile), result.GetValue(json));
            }
        });
        return command;
    }

    static void Compare(IBench bench, BenchOptions options, string[] pythons, bool compile, bool json)
    {
        var load = Report.CurrentLoad();
        var peers = Peers(bench, options, pythons, compile);
        var cases = new BenchRun(bench, options, peers, Console.Error.WriteLine).Run().ToList();
        var report = new Report(bench, options, cases, load);
        Console.WriteLine(report.Text());
        if (json)
            Console.WriteLine(report.Json());
    }

    static List<Peer> Peers(IBench bench, BenchOptions options, string[] pythons, bool compile)
    {
        List<Peer> peers = [Peer.DotNet(Self.Command, bench, Side.Reining)];
        if (options.Precision != BenchOptions.BFloat16)
            peers.Add(Peer.DotNet(Self.Command, bench, Side.TorchSharp));
        var before = peers.Count;
        if (Python.Find(Python.Default, bench.PythonScripts) is { } system)
            peers.Add(system);
        foreach (var command in pythons.Where(p => p != Python.Default))
            peers.Add(
                Python.Find(command, bench.PythonScripts)
                    ?? throw new ArgumentException(
                        $"--python: '{command}' does not start or has no PyTorch; give a command under which 'import torch' works."));
        if (compile)
            peers.AddRange([.. peers.Skip(before).Select(p => p with
            {
                Name = $"{p.Name}, torch.compile",
                Environment = new Dictionary<string, string> { ["REINING_BENCH_COMPILE"] = "1" }
            })]);
        if (peers.Count == before)
            Console.WriteLine(
                $"No Python with PyTorch: {Python.Default} has none and none was given with --python. " +
                $"{(peers.Count > 1 ? "Only plain TorchSharp is compared." : "Nothing is compared.")}");
        return peers;
    }

    static void Profile(IBench bench, BenchOptions options, bool json)
    {
        var profiles = new List<Profile>();
        Console.WriteLine(
            $"{bench.Name}: where the time of one of our steps goes; parts timed one by one, medians; " +
            $"OMP_WAIT_POLICY={Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "not set"}; " +
            $"load at the start {Report.CurrentLoad()}");
        foreach (var piece in bench.Cases(options))
        {
            profiles.Add(bench.Profile(piece, options) ?? throw new ArgumentException($"--profile: {bench.Name} has no profile."));
            Console.WriteLine();
            Console.WriteLine(ProfileReport.Text(profiles[^1], options));
        }
        if (json)
            Console.WriteLine(ProfileReport.Json(bench, options, profiles));
    }

    /// <summary>One side in a process of its own; not for people.</summary>
    static Command WorkerCommand()
    {
        var name = new Argument<string>("name");
        var side = new Argument<Side>("side");
        var command = new Command("worker", "One side of a benchmark, driven by its parent.") { name, side };
        command.Hidden = true;
        command.SetAction(result =>
        {
            TorchRuntime.Load();
            Worker.Serve(Benches.Named(result.GetRequiredValue(name)), result.GetRequiredValue(side));
        });
        return command;
    }

    static int[] ParseWidths(string text) =>
        [.. text.Split(',')
            .Select(w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
                ? width
                : throw new ArgumentException($"--widths: expected whole numbers such as 16,32, got '{text}'."))];

    static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
