using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Bench.Peers;

namespace Reining.Bench.Kernels;

/// <summary>
/// The C# kernel beside ipykernel, both driven by Debian's jupyter_client: each lives through the same life in turns, in reversed
/// order every other round.
/// </summary>
public static class KernelBench
{
    const string Ours = "reining", Theirs = "ipykernel";

    /// <summary>Measures.</summary>
    /// <param name="options">What and how often.</param>
    /// <param name="report">Told of each life that was measured.</param>
    /// <exception cref="IOException">The driver did not start or failed; the message has its last words.</exception>
    public static KernelReport Run(KernelBenchOptions options, Action<string> report)
    {
        var load = Report.CurrentLoad();
        var folder = Directory.CreateTempSubdirectory("reining-bench-");
        try
        {
            var values = new Dictionary<(string Side, string Name), List<double>>();
            foreach (var life in Lives(options, folder.FullName))
            {
                report($"{(string)life["side"]!}: round {(int)life["round"]! + 1} of {options.Rounds + options.Starts}");
                foreach (var (name, value) in life["values"]!.AsObject())
                {
                    if (!values.TryGetValue(((string)life["side"]!, name), out var list))
                        values[((string)life["side"]!, name)] = list = [];
                    list.Add((double)value!);
                }
            }
            var results = KernelMeasure.All(options.Cells).Where(m => values.ContainsKey((Ours, m.Name)))
                .Select(m => new KernelResult(m, values[(Ours, m.Name)], values.GetValueOrDefault((Theirs, m.Name)))).ToList();
            return new KernelReport(options, results, Version("ipykernel"), load);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static IEnumerable<JsonObject> Lives(KernelBenchOptions options, string folder)
    {
        var settings = new JsonObject
        {
            ["cells"] = options.Cells,
            ["rounds"] = options.Rounds,
            ["starts"] = options.Starts,
            ["sides"] = new JsonArray(OurSide(options, folder), TheirSide())
        };
        using var driver = Start("-c", Python.Resource("kernel.py"), settings.ToJsonString());
        var error = driver.StandardError.ReadToEndAsync();
        while (driver.StandardOutput.ReadLine() is { } line)
            yield return JsonNode.Parse(line)!.AsObject();
        driver.WaitForExit();
        if (driver.ExitCode != 0)
            throw new IOException(
                $"Bench kernel: the driver failed: {error.Result.TrimEnd().Split('\n')[^1]}. " +
                $"It needs Debian's python3-jupyter-client and python3-ipykernel for {Python.Default}.");
    }

    static JsonObject OurSide(KernelBenchOptions options, string folder)
    {
        var library = Path.Combine(AppContext.BaseDirectory, "Reining.Bench.dll");
        return new JsonObject
        {
            ["id"] = Ours,
            ["argv"] = new JsonArray([.. options.Command.Select(word => JsonValue.Create(word))]),
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject(options.Settings.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
            ["keep"] = "var kept = 41;",
            ["kept"] = "kept",
            ["cell"] = "var x# = #;",
            ["name"] = "ke",
            ["member"] = "\"text\".",
            ["lines"] = "for (var i = 0; i < 100_000; i++) Console.WriteLine(i);",
            ["busy"] = "Console.WriteLine(\"started\"); while (true) { }",
            ["setup"] = new JsonArray($"#r \"{library}\"\nusing Reining.Bench.Kernels;"),
            ["interrupts"] = new JsonObject
            {
                ["loop"] = "Console.WriteLine(\"started\"); while (true) { }",
                ["sleep"] = "Console.WriteLine(\"started\"); Thread.Sleep(100_000);",
                ["library"] = "EndlessWork.Loop()",
                ["parallel"] = "Console.WriteLine(\"started\"); Parallel.For(0, 4, i => { while (true) { } });",
                ["training"] = $"EndlessWork.Train(Path.Combine(\"{folder}\", Guid.NewGuid().ToString()));",
            },
        };
    }

    static JsonObject TheirSide() => new()
    {
        ["id"] = Theirs,
        ["argv"] = new JsonArray(Python.Default, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"),
        ["language"] = "python",
        ["interrupt_mode"] = "signal",
        ["env"] = new JsonObject(),
        ["keep"] = "kept = 41",
        ["kept"] = "kept",
        ["cell"] = "x# = #",
        ["name"] = "ke",
        ["member"] = "\"text\".",
        ["lines"] = "for i in range(100000): print(i)",
        ["setup"] = new JsonArray("import time"),
        ["interrupts"] = new JsonObject
        {
            ["loop"] = "print(\"started\", flush=True)\nwhile True: pass",
            ["sleep"] = "print(\"started\", flush=True)\ntime.sleep(100)",
        },
    };

    static string Version(string module)
    {
        using var python = Start("-c", $"import {module}, sys; print({module}.__version__, 'on Python', sys.version.split()[0])");
        return $"{module} {python.StandardOutput.ReadToEnd().Trim()}";
    }

    static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python.Default, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JUPYTER_PLATFORM_DIRS"] = "1";
        start.Environment["GLIBC_TUNABLES"] = ""; // the launcher's, no default of ipykernel; our own kernel's specification sets it
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException(
                $"Bench kernel: expected Debian's Python with jupyter_client and ipykernel, got '{e.Message}'; " +
                "apt-get install python3-ipykernel.", e);
        }
    }
}
