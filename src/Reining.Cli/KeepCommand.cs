using System.CommandLine;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Cli;

/// <summary>
/// The command <c>keep</c>: finished runs without what only training needs, small enough to be kept beside the code. From the copy
/// everything that was measured can be read back; of named runs pictures and weights too.
/// </summary>
static class KeepCommand
{
    const long Largest = 1_000_000; // bytes of a file of weights; larger ones are halved
    const string Config = "config.json", Model = "model.safetensors";
    static readonly string[] Numbers = [Config, "finished.json", "result.json"];

    public static Command Create()
    {
        var from = new Argument<string>("from") { Description = "Output folder of the runs." };
        var to = new Argument<string>("to") { Description = "Where the copies go." };
        var whole = new Option<string[]>("--whole")
        {
            Description = "Names of run folders whose pictures and weights are kept too; weights of more than 1 MB in half precision.",
            HelpName = "RUN",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("keep", "Copy finished runs without checkpoints: their numbers, of some their weights.")
        {
            from, to, whole,
        };
        command.SetAction(result =>
        {
            var (source, target) = (Path.Combine(result.GetRequiredValue(from), "runs"), Path.Combine(result.GetRequiredValue(to), "runs"));
            var (count, bytes) = Copy(source, target, [.. result.GetValue(whole) ?? []]);
            Console.WriteLine(FormattableString.Invariant($"kept {count} runs, {bytes / 1e6:0.0} MB, in {target}"));
        });
        return command;
    }

    static (int Runs, long Bytes) Copy(string from, string to, HashSet<string> whole)
    {
        if (!Directory.Exists(from))
            throw new DirectoryNotFoundException($"Keep runs: expected the folder '{from}', which a run leaves, got none.");
        var runs = Directory.EnumerateFiles(from, Config, SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!)
            .Where(r => File.Exists(Path.Combine(r, "result.json")) || whole.Contains(Path.GetFileName(r))).ToList();
        var missing = whole.Except(runs.Select(r => Path.GetFileName(r)!)).ToList();
        if (missing.Count > 0)
            throw new ArgumentException($"Keep runs: expected names of run folders below '{from}', got '{string.Join("', '", missing)}'.");
        var bytes = 0L;
        foreach (var run in runs)
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, run));
            Directory.CreateDirectory(copy);
            var isWhole = whole.Contains(Path.GetFileName(run));
            var pictures = isWhole ? Directory.GetFiles(run, "*.png").Select(Path.GetFileName) : [];
            foreach (var file in Numbers.Concat(pictures).Where(f => File.Exists(Path.Combine(run, f!))))
                File.Copy(Path.Combine(run, file!), Path.Combine(copy, file!), overwrite: true);
            if (isWhole && File.Exists(Path.Combine(run, Model)))
                Halve(Path.Combine(run, Model), Path.Combine(copy, Model));
            bytes += Directory.GetFiles(copy).Sum(f => new FileInfo(f).Length);
        }
        return (runs.Count, bytes);
    }

    static void Halve(string from, string to)
    {
        if (new FileInfo(from).Length <= Largest)
        {
            File.Copy(from, to, overwrite: true);
            return;
        }
        using var scope = NewDisposeScope();
        using var file = Safetensors.Read(from);
        Safetensors.Write(to, file.Tensors.Select(t => KeyValuePair.Create(
            t.Key, t.Value.is_floating_point() ? t.Value.to(ScalarType.Float16) : t.Value)));
    }
}
