using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Bench.Peers;

namespace Reining.Bench.Kernels;

/// <summary>
/// The C# kernel beside ipykernel and Microsoft.DotNet.Interactive, all driven by Debian's jupyter_client: each lives through the same life
/// in turns, in reversed order every other round.
/// </summary>
public static class KernelBench
{
    const string Ours = "reining", Python3 = "ipykernel", Interactive = "dotnet-interactive";

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
            (string Name, string What)[] peers =
            [
                (Python3, Version("ipykernel")),
                .. options.Interactive is null
                    ? Array.Empty<(string, string)>()
                    : [(Interactive, "Microsoft.DotNet.Interactive 1.0.0-beta.26120.1 (plain IL) behind this kernel's front")],
            ];
            var results = KernelMeasure.All(options.Cells).Where(m => values.ContainsKey((Ours, m.Name)))
                .Select(m => new KernelResult(m, values[(Ours, m.Name)], peers.Where(p => values.ContainsKey((p.Name, m.Name)))
                    .ToDictionary(p => p.Name, IReadOnlyList<double> (p) => values[(p.Name, m.Name)]))).ToList();
            return new KernelReport(options, results, peers, load);
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
            ["sides"] = new JsonArray(
            [
                OurSide(options, folder), PythonSide(),
                .. options.Interactive is { } command ? [InteractiveSide(options, command, folder)] : Array.Empty<JsonNode>(),
            ])
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
        var side = CSharpSide(Ours, options.Command, options, folder);
        side["kept"] = "kept";
        side["name"] = "ke";
        side["member"] = "\"text\".";
        side["busy"] = "Console.WriteLine(\"started\"); while (true) { }";
        side["interrupts"]!["loop"] = "Console.WriteLine(\"started\"); while (true) { }";
        side["interrupts"]!["sleep"] = "Console.WriteLine(\"started\"); Thread.Sleep(100_000);";
        side["interrupts"]!["parallel"] = "Console.WriteLine(\"started\"); Parallel.For(0, 4, i => { while (true) { } });";
        return side;
    }

    // It shows a number as HTML only, answers an interrupt without stopping what does not ask for its token, and its host answers no
    // questions about code: those measures are left out.
    static JsonObject InteractiveSide(KernelBenchOptions options, IReadOnlyList<string> command, string folder)
    {
        var side = CSharpSide(Interactive, command, options, folder);
        side["kept"] = "kept.ToString()";
        return side;
    }

    static JsonObject CSharpSide(string id, IReadOnlyList<string> command, KernelBenchOptions options, string folder) => new()
    {
        ["id"] = id,
        ["argv"] = new JsonArray([.. command.Select(word => JsonValue.Create(word))]),
        ["language"] = "C#",
        ["interrupt_mode"] = "message",
        ["env"] = new JsonObject(options.Settings.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
        ["keep"] = "var kept = 41;",
        ["cell"] = "var x# = #;",
        ["lines"] = "for (var i = 0; i < 100_000; i++) Console.WriteLine(i);",
        ["setup"] = new JsonArray($"#r \"{Path.Combine(AppContext.BaseDirectory, "Reining.Bench.dll")}\"\nusing System.IO; "
            + "using Reining.Bench.Kernels;"),
        ["interrupts"] = new JsonObject
        {
            ["library"] = "EndlessWork.Loop()",
            ["training"] = $"EndlessWork.Train(Path.Combine(\"{folder}\", Guid.NewGuid().ToString()));",
        },
    };

    static JsonObject PythonSide() => new()
    {
        ["id"] = Python3,
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
