using System.Text.Json.Nodes;

namespace Reining.Cli.Tests;

/// <summary>What a user sees: help, results, and for everything that can be mended one sentence on standard error
/// and a non-zero exit.</summary>
public sealed class CommandLineTests : IDisposable
{
    static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    readonly string _folder = Directory.CreateTempSubdirectory("reining-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static void AssertOneSentence((int ExitCode, string Output, string Error) result, params string[] parts)
    {
        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "reproduce")]
    [InlineData("run --help", "--profile")]
    [InlineData("reproduce --help", "--out")]
    [InlineData("claims --help", "--judge")]
    [InlineData("data --help", "ensure")]
    [InlineData("data ensure --help", "<name>")]
    [InlineData("doctor --help", "machine")]
    public void GivenHelp_WhenAskedFor_ThenItIsOnStandardOutputAndNothingFails(string arguments, string expected)
    {
        var (exitCode, output, error) = Cli.Run(arguments.Split(' '));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains("reining ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Reining.Cli", output, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenStoredMeasurements_WhenJudgedWithTables_ThenClaimsTablesAndFiguresStandBesideThem()
    {
        var file = Path.Combine(_folder, "robust.json");
        File.Copy(Path.Combine(Root, "docs", "results", "robust.json"), file);
        var (exitCode, output, error) = Cli.Run("claims", "--judge", file, "--tables");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("robust/C8", output, StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(_folder, "robust.tables.md"));
        Assert.Contains("## Worst attack on each digit: accepted wrongly, %", page, StringComparison.Ordinal);
        Assert.Contains("(robust/systems.png)", page, StringComparison.Ordinal);
        Assert.True(new FileInfo(Path.Combine(_folder, "robust", "systems.png")).Length > 10_000);
        // A file that lacks what a table shows is an error of one sentence.
        var measured = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "docs", "results", "rae.json")))!;
        measured["measurements"]!.AsArray().RemoveAll(m => (string)m!["model"]! == "real-digits");
        File.WriteAllText(file, measured.ToJsonString());
        AssertOneSentence(Cli.Run("claims", "--judge", file, "--tables"), "claims --tables: ", "lacks a measurement");
    }

    [Fact]
    public void GivenASeedWithTheTablesModelsAlone_WhenJudgedWithTables_ThenWhatItLacksIsLeftOut()
    {
        var measured = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "docs", "results", "invgan.json")))!;
        measured["measurements"]!.AsArray().RemoveAll(m => (ulong)m!["seed"]! != 4); // the first three seeds have all
        var file = Path.Combine(_folder, "invgan.json");
        File.WriteAllText(file, measured.ToJsonString());
        var (exitCode, output, error) = Cli.Run("claims", "--judge", file, "--tables");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches("invgan/S1 .* not testable here", output);
        var page = File.ReadAllText(Path.Combine(_folder, "invgan.tables.md"));
        Assert.Contains("## Samples", page, StringComparison.Ordinal);
        Assert.DoesNotContain("labels a class |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAPartThatIsApart_WhenHelpIsShown_ThenItSaysThatItMustBeNamed()
    {
        var help = string.Join(' ', Cli.Run("run", "--help").Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("rae-fashion: clothes instead of digits, only if named", help, StringComparison.Ordinal);
        Assert.DoesNotContain("the models of the table, only if named", help, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenNoArguments_WhenRun_ThenTheHelpIsShownAndTheExitTellsThatNothingWasDone()
    {
        var (exitCode, output, error) = Cli.Run();
        Assert.Equal((2, ""), (exitCode, error));
        Assert.Contains("Commands:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nosuch", "got 'nosuch'; 'reining --help'")]
    [InlineData("data nosuch", "got 'nosuch'; 'reining data --help'")]
    [InlineData("run rae --nosuch", "got '--nosuch'; 'reining run --help'")]
    [InlineData("run rae --nosuch 3", "got '--nosuch'")]
    [InlineData("run xyz", "Chapter: expected all or rae or", "got 'xyz'")]
    [InlineData("run rae-model", "got 'rae-model'. Did you mean 'rae-models'?")]
    [InlineData("reproduce xyz", "Chapter: expected all or rae or", "got 'xyz'")]
    [InlineData("claims rae/R99", "Claim: expected a claim such as rae/R1 or a chapter", "got 'rae/R99'")]
    [InlineData("run rae --claim R5", "Claim: expected a claim such as rae/R1 or a chapter", "got 'R5'")]
    [InlineData("explore xyz", "Chapter: expected rae or gif, got 'xyz'")]
    [InlineData("explore gi", "got 'gi'. Did you mean 'gif'?")]
    [InlineData("explore gif --model pixl", "Model: expected pixel or", "got 'pixl'. Did you mean 'pixel'?")]
    [InlineData("explore gif --port 70000", "Port: expected 0 to 65535, got 70000")]
    [InlineData("explore gif --profile huge", "Profile: expected smoke or", "got 'huge'")]
    [InlineData("explore gif -o nosuch", "expected a finished run of 'pixel'", "'./reining run gif --profile quick' makes one")]
    [InlineData("bench explore --requests 0", "expected at least one request, got 0")]
    [InlineData("run", "'reining run --help'")]
    [InlineData("data ensure", "'reining data ensure --help'")]
    [InlineData("data ensure nosuch", "expected one of mnist,", "got 'nosuch'")]
    [InlineData("run rae --profile huge", "expected smoke or", "got 'huge'")]
    [InlineData("reproduce --profile huge", "expected smoke or", "got 'huge'")]
    [InlineData("run rae --out", "--out")]
    [InlineData("rn rae", "got 'rn', did you mean 'run'?")]
    [InlineData("run rea", "got 'rea'. Did you mean 'rae'?")]
    [InlineData("run gif-own-faces", "run gif-own-faces: expected what its experiments need", "set REINING_FLAME", "docs/own-faces.md")]
    [InlineData("run rae --seed 1", "got '--seed', did you mean '--seeds'?")]
    [InlineData("run rae --seeds one", "--seeds: expected a whole number, 0 or more, got 'one'")]
    [InlineData("run rae --device gpu", "--device: expected one of auto, cpu, cuda, got 'gpu'")]
    [InlineData("run rae --device cudo", "did you mean 'cuda'?")]
    [InlineData("run rae --tf32 maybe", "got 'maybe'")]
    [InlineData("run rae --precision f8", "--precision: expected one of fp32, bf16, got 'f8'; 'reining run --help'")]
    [InlineData("notebook run a.ipynb --host intractive", "--host: expected one of", "got 'intractive', did you mean 'interactive'?")]
    [InlineData("claims raee", "got 'raee'. Did you mean 'rae'?")]
    [InlineData("notebook", "error: Required command was not provided; 'reining notebook --help'")]
    [InlineData("notebook test none.ipynb", "expected a file at none.ipynb, found none")]
    [InlineData("notebook test a.ipynb --rtol much", "--rtol: expected a number, got 'much'")]
    [InlineData("notebook run none.ipynb", "expected a file at none.ipynb, found none")]
    [InlineData("notebook lint none.ipynb", "expected a file at none.ipynb, found none")]
    [InlineData("notebook export --output nowhere/page.html none.ipynb", "expected the folder", "nowhere, found none")]
    [InlineData("notebook run none.ipynb -p a=1 -p a=2", "expected each name once, got 'a' twice, as 1 and as 2")]
    public void GivenSomethingUnknown_WhenRun_ThenOneSentenceSaysWhatWasExpected(string arguments, params string[] parts)
    {
        var result = Cli.Run(arguments.Split(' '));
        AssertOneSentence(result, parts);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public void GivenAnEmptyCache_WhenDataIsListed_ThenEverySetHasItsLicenseAndNothingIsFetched()
    {
        var (exitCode, output, error) = Cli.Run(new Dictionary<string, string> { ["REINING_CACHE"] = _folder }, "data", "list");
        Assert.Equal((0, ""), (exitCode, error));
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(["mnist", "fashion-mnist", "cifar10", "emoji", "svhn", "coil100", "celeba"], lines.Select(l => l.Split(' ')[0]));
        Assert.All(lines, l => Assert.Matches("not fetched.*license: .+", l));
        Assert.Equal(1, Cli.Run(new Dictionary<string, string> { ["REINING_CACHE"] = _folder }, "data", "check", "mnist").ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_folder, "data")));
    }

    [Fact]
    public void GivenTheDoctor_WhenAskedForJson_ThenAllItPrintsIsOneObject()
    {
        var (exitCode, output, error) = Cli.Run("doctor", "--json");
        Assert.Equal((0, ""), (exitCode, error));
        var json = JsonNode.Parse(output)!.AsObject();
        string[] keys = [
            "engine", "libtorch", "libtorch_source", "native_file_corrected", "device", "cuda", "threads", "dotnet", "system", "commit",
            "libtorch_folder", "cache"
        ];
        Assert.All(keys, key => Assert.Contains(key, json));
        Assert.True(Directory.Exists((string)json["libtorch_folder"]!));
        Assert.DoesNotContain("\\u0", output, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenABadLibtorch_WhenRun_ThenOneSentenceSaysSo()
    {
        var environment = new Dictionary<string, string> { ["LIBTORCH"] = _folder };
        AssertOneSentence(Cli.Run(environment, "doctor"), "expected libtorch_cpu.so", _folder);
        // Here the first to ask is a tensor, deep in the chapter, through a type initializer.
        AssertOneSentence(
            Cli.Run(environment, "run", "rae", "--profile", "smoke", "--out", Path.Combine(_folder, "out")),
            "expected libtorch_cpu.so", _folder);
    }

    [Fact]
    public void GivenAnOutputFolderBelowAFile_WhenRun_ThenOneSentenceNamesIt()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        AssertOneSentence(
            Cli.Run("run", "rae", "--profile", "smoke", "--out", Path.Combine(file, "out")), Path.Combine(file, "out"),
            "choose a folder that can be written");
    }

    [Fact]
    public void GivenACacheBelowAFile_WhenDataIsEnsured_ThenOneSentenceNamesTheVariable()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        AssertOneSentence(
            Cli.Run(new Dictionary<string, string> { ["REINING_CACHE"] = file }, "data", "ensure", "mnist"), file, "REINING_CACHE");
    }
}
