using System.CommandLine;
using Reining.Chapters;
using Reining.Chapters.Rae;
using Reining.Torch;
using TorchSharp;

namespace Reining.Cli;

static class RunCommand
{
    const string Rae = "rae", Grammar = "rae-grammar";

    /// <summary>The parts of the chapter, each a chapter of its own on the command line; <c>rae</c> is all of them.</summary>
    static readonly (string Name, string Contents, Func<string, ulong[], string, Compute, CancellationToken, ClaimReport> Run)[] Parts =
    [
        ("rae-models", "the models of the table", RunModels),
        ("rae-likelihoods", "the likelihoods and few training digits", RunLikelihoods),
        (Grammar, "the expressions", RunGrammar),
    ];

    public static Command Create()
    {
        var chapter = new Argument<string>("chapter") { Description = $"The chapter: {Rae}; or one of its parts: {string.Join("; ", Parts.Select(p => $"{p.Name}, {p.Contents}"))}." };
        chapter.AcceptOnlyFromAmong([Rae, .. Parts.Select(p => p.Name)]);
        var profile = Profile();
        var folder = Out();
        var seeds = new Option<ulong[]>("--seeds") { Description = "Run these seeds instead of the profile's, for jobs side by side.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var command = new Command("run", "Run the experiments of a chapter; finished runs are read back, interrupted ones go on.") { chapter, profile, folder, seeds };
        var compute = new ComputeArguments(command);
        command.SetAction((result, cancel) =>
        {
            RaeProfile.Named(result.GetRequiredValue(profile)); // a mistake in it comes before what is started
            var chosen = result.GetRequiredValue(chapter);
            if (chosen == Grammar && compute.Options(result) is var asked && (asked.Device == ComputeDevice.Cuda || asked.Precision != Precision.Float32))
                throw new ArgumentException($"run {Grammar}: expected the processor in float32, which is all the expressions' nets run on, got {asked.Device} in {asked.Precision}; leave out --device and --precision.");
            Run(chosen, result.GetRequiredValue(profile), result.GetRequiredValue(seeds), result.GetRequiredValue(folder), compute.Start(result), cancel);
            return Task.FromResult(0);
        });
        return command;
    }

    public static Option<string> Profile() => new("--profile")
    {
        Description = $"How large: {string.Join(", ", RaeProfile.All.Select(p => p.Name))}.",
        DefaultValueFactory = _ => RaeProfile.Quick.Name,
    };

    public static Option<string> Out() => new("--out", "-o") { Description = "Output folder.", DefaultValueFactory = _ => "out" };

    /// <summary>Runs a chapter or one part, prints and saves its tables, and writes the claims of what was run.</summary>
    /// <param name="chapter">The chapter or part.</param>
    /// <param name="profile">Profile name.</param>
    /// <param name="seeds">Seeds instead of the profile's; none keeps those.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="compute">Where to compute; the expressions are on the processor anyway.</param>
    /// <param name="cancel">Stops after a checkpoint.</param>
    public static void Run(string chapter, string profile, ulong[] seeds, string folder, Compute compute, CancellationToken cancel)
    {
        var reports = Parts.Where(p => chapter is Rae || p.Name == chapter).Select(p => p.Run(profile, seeds, folder, compute, cancel)).ToList();
        var report = reports[0] with { Claims = [.. reports.SelectMany(r => r.Claims)] };
        ClaimReport.Write(Path.Combine(folder, "claims.json"), [report]);
        foreach (var claim in report.Claims)
            Console.WriteLine($"{claim.Id} {claim.VerdictText}: {claim.Text}.\n   {claim.Why}");
    }

    static ClaimReport RunModels(string profile, ulong[] seeds, string folder, Compute compute, CancellationToken cancel)
    {
        var results = RaeChapter.Run(Size(profile, seeds), folder, cancellation: cancel, compute: compute);
        Console.WriteLine($"\n{results.Table()}\n{results.Scores()}");
        results.Save(Path.Combine(folder, Rae));
        return results.Claims;
    }

    static ClaimReport RunLikelihoods(string profile, ulong[] seeds, string folder, Compute compute, CancellationToken cancel)
    {
        var results = RaeChapter.RunLikelihoods(Size(profile, seeds), folder, cancel, compute);
        Console.WriteLine($"\n{results.Table()}\n{results.Decomposition()}\n{results.Scores()}");
        results.Save(Path.Combine(folder, Rae));
        return results.Claims with { Claims = [.. results.Claims.Claims, RaeChapter.RunTrainingDigits(Size(profile, seeds), folder, cancel, compute)] };
    }

    static ClaimReport RunGrammar(string profile, ulong[] seeds, string folder, Compute compute, CancellationToken cancel)
    {
        var size = GrammarProfile.Named(profile);
        if (compute.Device.type != DeviceType.CPU || compute.Precision != Precision.Float32)
            Console.WriteLine($"\nThe expressions run on {Compute.Start(new ComputeOptions(ComputeDevice.Cpu))}."); // it is what their environment.json tells
        var results = GrammarChapter.Run(seeds.Length == 0 ? size : size with { Seeds = seeds }, folder, cancel);
        Console.WriteLine($"\n{results.Details()}\n{results.Table()}");
        results.Save(Path.Combine(folder, Rae));
        return results.Claims;
    }

    static RaeProfile Size(string profile, ulong[] seeds) => seeds.Length == 0 ? RaeProfile.Named(profile) : RaeProfile.Named(profile) with { Seeds = seeds };
}
