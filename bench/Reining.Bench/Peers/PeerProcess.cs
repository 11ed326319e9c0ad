using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Bench.Peers;

/// <summary>A running worker.</summary>
public sealed class PeerProcess : IDisposable
{
    const int ErrorLines = 8;
    readonly Process _process;
    readonly Queue<string> _lastErrors = new();
    int _worker;

    PeerProcess(Peer peer, Process process) => (Peer, _process) = (peer, process);

    public Peer Peer { get; }

    /// <summary>Software and version, as the worker says.</summary>
    public string Engine { get; private set; } = "";

    /// <summary>Starts a worker and gives it its work.</summary>
    /// <exception cref="IOException">It does not start, or ended; the message has its last words.</exception>
    public static PeerProcess Start(Peer peer, BenchInput input, int threads)
    {
        var start = new ProcessStartInfo(peer.Command[0], peer.Command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_WAIT_POLICY"] = WaitPolicy;
        start.Environment["GOMP_SPINCOUNT"] = SpinCount;
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in peer.Environment)
            start.Environment[name] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"Bench worker {peer.Name}: cannot start '{peer.Command[0]}' ({e.Message}).", e);
        }
        var worker = new PeerProcess(peer, process);
        process.ErrorDataReceived += (_, line) => worker.Remember(line.Data);
        process.BeginErrorReadLine();
        try
        {
            var hello = worker.Ask(stream => Wire.WriteInit(stream, input, threads));
            (worker.Engine, worker._worker) = ((string)hello["engine"]!, (int)hello["pid"]!);
            if ((int)hello["threads"]! is var got && got != threads)
                throw new IOException(
                    $"Bench worker {peer.Name}: expected {threads} threads, got {got}; ask for as many as the machine has cores.");
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>OMP_WAIT_POLICY of every worker: idle threads sleep, so that waiting sides do not disturb the working one.</summary>
    public const string WaitPolicy = "passive";

    /// <summary>GOMP_SPINCOUNT of every worker: a thread looks so often before it sleeps, some ten microseconds.</summary>
    public const string SpinCount = "1000";

    /// <summary>Does steps; their time in seconds, measured by the worker, and the last one's value.</summary>
    public (double Seconds, double Value) Run(int steps)
    {
        var answer = Ask(stream => Wire.WriteLine(stream, FormattableString.Invariant($"run {steps}")));
        return ((double)answer["seconds"]!, (double)answer["value"]!);
    }

    /// <summary>Does one step; its time in seconds and all its values.</summary>
    public (double Seconds, double[] Values) RunOnce()
    {
        var answer = Ask(stream => Wire.WriteLine(stream, "run 1"));
        return ((double)answer["seconds"]!, [.. answer["values"]!.AsArray().Select(v => (double)v!)]);
    }

    /// <summary>Largest resident memory so far in MiB, by the operating system's count for each side alike.</summary>
    public long? PeakMiB()
    {
        using var process = Process.GetProcessById(_worker);
        return process.PeakWorkingSet64 is > 0 and var bytes ? bytes >> 20 : null;
    }

    /// <summary>Which matrix library the process has loaded; null where the system does not tell.
    /// PyTorch from Debian takes what is installed.</summary>
    public string? Blas()
    {
        var maps = $"/proc/{_worker}/maps";
        if (!File.Exists(maps))
            return null;
        var files = File.ReadAllText(maps);
        return new[] { ("openblas", "OpenBLAS"), ("libmkl", "MKL"), ("libblis", "BLIS"), ("libblas", ReferenceBlas) }
            .FirstOrDefault(b => files.Contains(b.Item1, StringComparison.Ordinal), ("", "built in")).Item2;
    }

    /// <summary>Name of the matrix library that is correct and ten times too slow.</summary>
    public const string ReferenceBlas = "reference BLAS";

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    JsonObject Ask(Action<Stream> write)
    {
        try
        {
            write(_process.StandardInput.BaseStream);
        }
        catch (IOException)
        {
            // The pipe is broken because the worker ended; the end of its output, below, tells why.
        }
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith('{')) // libraries print warnings in between
                return Answer(line);
            Remember(line);
        }
        _process.WaitForExit();
        lock (_lastErrors)
            throw new IOException($"Bench worker {Peer.Name} ended with status {_process.ExitCode}: {string.Join(" | ", _lastErrors)}");
    }

    JsonObject Answer(string line)
    {
        try
        {
            return JsonNode.Parse(line)!.AsObject();
        }
        catch (JsonException e)
        {
            throw new IOException(
                $"Bench worker {Peer.Name}: expected JSON with finite numbers, got '{line}'; " +
                "if a loss is NaN, the peer may compute wrongly on this processor: leave it out of --python.", e);
        }
    }

    void Remember(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_lastErrors)
        {
            _lastErrors.Enqueue(line.Trim());
            if (_lastErrors.Count > ErrorLines)
                _lastErrors.Dequeue();
        }
    }
}
