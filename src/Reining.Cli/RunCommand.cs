using System.CommandLine;
using Reining.Chapters;
using Reining.Chapters.Rae;
using Reining.Torch;
using TorchSharp;

namespace Reining.Cli;

static class RunCommand
{
    const string Rae = "rae", Grammar = "rae-grammar";

    /// <summary>The option of a process beside another.</summary>
    public const string TrainOnly = "--train-only";

    /// <summary>The parts of the chapter, each a chapter of its own on the command line; <c>rae</c> is all of them.</summary>
    static readonly (string Name, string Contents, Func<Asked, CancellationToken, ClaimReport> Run)[] Parts =
    [
        ("rae-models", "the models of the table", RunModels),
        ("rae-likelihoods", "the likelihoods and few training digits", RunLikelihoods),
        (Grammar, "the expressions", RunGrammar),
    ];

    /// <summary>What to run and where: seeds instead of the profile's unless there are none; the expressions are on the processor anyway.</summary>
    public sealed record Asked(string Profile, ulong[] Seeds, string Folder, Compute Compute)
    {
        /// <summary>Whether tables are printed and, with claims, saved; a process beside another leaves that to it.</summary>
        public bool Reports { get; init; } = true;

        /// <summary>The chapter's profile with these seeds.</summary>
        public RaeProfile Size => Seeds.Length == 0 ? RaeProfile.Named(Profile) : RaeProfile.Named(Profile) with { Seeds = Seeds };
    }

    public static Command Create()
    {
        var chapter = new Argument<string>("chapter") { Description = $"The chapter: {Rae}; or one of its parts: {string.Join("; ", Parts.Select(p => $"{p.Name}, {p.Contents}"))}." };
        chapter.AcceptOnlyFromAmong([Rae, .. Parts.Select(p => p.Name)]);
        var profile = Profile();
        var folder = Out();
        var seeds = new Option<ulong[]>("--seeds") { Description = "Run these seeds instead of the profile's, for jobs side by side.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var trainOnly = new Option<bool>(TrainOnly) { Description = "Leave tables and claims to a later call, which reads the runs back." };
        var command = new Command("run", "Run the experiments of a chapter; finished runs are read back, interrupted ones go on.") { chapter, profile, folder, seeds, trainOnly };
        var compute = new ComputeArguments(command);
        command.SetAction((result, cancel) =>
        {
            RaeProfile.Named(result.GetRequiredValue(profile)); // a mistake in it comes before what is started
            var chosen = result.GetRequiredValue(chapter);
            if (chosen == Grammar && compute.Options(result) is var asked && (asked.Device == ComputeDevice.Cuda || asked.Precision != Precision.Float32))
                throw new ArgumentException($"run {Grammar}: expected the processor in float32, which is all the expressions' nets run on, got {asked.Device} in {asked.Precision}; leave out --device and --precision.");
            Run(chosen, new Asked(result.GetRequiredValue(profile), result.GetRequiredValue(seeds), result.GetRequiredValue(folder), compute.Start(result)) { Reports = !result.GetValue(trainOnly) }, cancel);
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
    /// <param name="asked">How.</param>
    /// <param name="cancel">Stops after a checkpoint.</param>
    public static void Run(string chapter, Asked asked, CancellationToken cancel)
    {
        var reports = Parts.Where(p => chapter is Rae || p.Name == chapter).Select(p => p.Run(asked, cancel)).ToList();
        if (!asked.Reports)
            return;
        var report = reports[0] with { Claims = [.. reports.SelectMany(r => r.Claims)] };
        ClaimReport.Write(Path.Combine(asked.Folder, "claims.json"), [report]);
        report.Table().Save(Path.Combine(asked.Folder, "claims.md"));
        foreach (var claim in report.Claims)
            Console.WriteLine($"{claim.Id} {claim.VerdictText}: {claim.Text}.\n   {claim.Why}");
    }

    static ClaimReport RunModels(Asked asked, CancellationToken cancel)
    {
        var results = RaeChapter.Run(asked.Size, asked.Folder, cancellation: cancel, compute: asked.Compute);
        Report(asked, results.Save, results.Table(), results.Scores());
        return results.Claims;
    }

    static ClaimReport RunLikelihoods(Asked asked, CancellationToken cancel)
    {
        var results = RaeChapter.RunLikelihoods(asked.Size, asked.Folder, cancel, asked.Compute);
        Report(asked, results.Save, results.Table(), results.Decomposition(), results.Scores());
        return results.Claims with { Claims = [.. results.Claims.Claims, RaeChapter.RunTrainingDigits(asked.Size, asked.Folder, cancel, asked.Compute)] };
    }

    static ClaimReport RunGrammar(Asked asked, CancellationToken cancel)
    {
        var size = GrammarProfile.Named(asked.Profile);
        if (asked.Compute.Device.type != DeviceType.CPU || asked.Compute.Precision != Precision.Float32)
            Console.WriteLine($"\nThe expressions run on {Compute.Start(new ComputeOptions(ComputeDevice.Cpu))}."); // it is what their environment.json tells
        var results = GrammarChapter.Run(asked.Seeds.Length == 0 ? size : size with { Seeds = asked.Seeds }, asked.Folder, cancel);
        Report(asked, results.Save, results.Details(), results.Table());
        return results.Claims;
    }

    static void Report(Asked asked, Action<string> save, params object[] tables)
    {
        if (!asked.Reports)
            return;
        Console.WriteLine($"\n{string.Join('\n', tables)}");
        save(Path.Combine(asked.Folder, Rae));
    }
}
