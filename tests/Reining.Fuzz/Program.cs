using System.Globalization;
using Reining.Fuzz;
using Reining.Fuzz.Targets;
using SharpFuzz;

// Reining.Fuzz instrument FOLDER
// Reining.Fuzz run GOLDEN OUT INPUTS [SEED [READER…]]
switch (args)
{
    case ["instrument", var folder]:
        Instrument(folder);
        return 0;
    case ["run", var golden, var found, var inputs, .. var more]:
        var seed = more is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 1;
        return Run(golden, found, long.Parse(inputs, CultureInfo.InvariantCulture), seed, more.Skip(1).ToHashSet());
    default:
        Console.Error.WriteLine("Use: Reining.Fuzz instrument FOLDER | Reining.Fuzz run GOLDEN OUT INPUTS [SEED [READER…]]");
        return 2;
}

// Counters go into the two assemblies that hold the readers.
static void Instrument(string folder)
{
    foreach (var name in (string[])["Reining.dll", "Reining.Kernel.dll"])
        Fuzzer.Instrument(Path.Combine(folder, name), _ => true, Options.Value);
}

static int Run(string golden, string found, long inputs, int seed, HashSet<string> chosen)
{
    // Files in memory, where there are such: the reading is to be tried, not the disk.
    var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    var work = Directory.CreateDirectory(Path.Combine(memory, $"reining-fuzz-{Environment.ProcessId}")).FullName;
    using var coverage = new Coverage();
    var all = 0L;
    var findings = 0;
    Console.WriteLine("reader       inputs     accepted  inputs/s  slowest ms  % of memory  new edges  resident MiB  findings");
    foreach (var target in FuzzTargets.All(work, golden).Where(t => chosen.Count == 0 || chosen.Contains(t.Name)))
    {
        var before = coverage.Count;
        var report = FuzzLoop.Run(target, inputs, seed, work, coverage);
        all += report.Inputs;
        findings += report.Findings.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Target,-11}  {report.Inputs,9}  {100.0 * report.Accepted / report.Inputs,6:0.0} %  " +
            $"{report.Inputs / report.Seconds,8:0}  {1000 * report.SlowestSeconds,10:0.0}  {100 * report.LargestMemory,11:0}  " +
            $"{report.Edges - before,9}  {Environment.WorkingSet >> 20,12}  {report.Findings.Count,8}"));
        foreach (var finding in report.Findings)
        {
            Directory.CreateDirectory(found);
            var file = Path.Combine(found, $"{finding.Target}-{FuzzLoop.Name(finding.Input)}{target.Ending}");
            File.WriteAllBytes(file, finding.Input);
            Console.WriteLine($"  {file}: {finding.What}");
        }
    }
    Directory.Delete(work, recursive: true);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all} inputs, {coverage.Count} edges, {findings} findings"));
    return findings == 0 ? 0 : 1;
}
