using Reining.Tests.Data;
using Reining.Torch;

namespace Reining.Tests.Torch;

/// <summary>A libtorch that cannot be used: one sentence and exit code 1, in a process of its own, never an abort.</summary>
public sealed class TorchRuntimeTests : IDisposable
{
    const string System113 = "/usr/lib/x86_64-linux-gnu";
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static (int ExitCode, string Output, string Error) Load(string libtorch, string? cache = null)
    {
        var environment = new Dictionary<string, string> { ["LIBTORCH"] = libtorch };
        if (cache is not null)
            environment[CacheRoot.Variable] = cache;
        return ChildProcess.Run(environment, "load");
    }

    static void AssertOneSentence((int ExitCode, string Output, string Error) result, params string[] parts)
    {
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.All(parts, part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
    }

    [Fact]
    public void GivenAMissingFolder_WhenLoaded_ThenTheErrorNamesIt()
    {
        var missing = _folder.File("nowhere");
        AssertOneSentence(Load(missing), "expected libtorch_cpu.so", $"LIBTORCH='{missing}'", "unset it");
    }

    [Fact]
    public void GivenAFolderWithoutLibtorch_WhenLoaded_ThenTheErrorSaysWhatWasExpected() =>
        AssertOneSentence(Load(_folder.Path), "expected libtorch_cpu.so", _folder.Path);

    [Fact]
    public void GivenAFileThatIsNoLibrary_WhenLoaded_ThenTheErrorNamesTheFile()
    {
        foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
            File.WriteAllText(_folder.File(name), "not a library");
        AssertOneSentence(Load(_folder.Path), "Load '", "libc10.so");
    }

    [Fact]
    public void GivenOtherLibrariesUnderLibtorchsNames_WhenLoaded_ThenTheErrorSaysWhichVersionIsNeeded()
    {
        var other = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libHarfBuzzSharp.so");
        Directory.CreateDirectory(_folder.File("lib"));
        foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
            File.Copy(other, Path.Combine(_folder.File("lib"), name));
        AssertOneSentence(Load(_folder.Path), "expected version 2.10", "got one", _folder.Path, "unset LIBTORCH");
    }

    [SkippableFact]
    public void GivenTheSystemsOlderLibtorch_WhenLoaded_ThenTheErrorSaysWhichVersionIsNeeded()
    {
        Skip.IfNot(Directory.EnumerateFiles(System113, "libtorch_cpu.so*").Any(), $"no libtorch in {System113}");
        AssertOneSentence(
            Load(System113), "expected version 2.10", "got one that lacks", "functions TorchSharp's native file calls", System113);
    }

    [Fact]
    public void GivenThePackagesFolder_WhenNamedByLibtorch_ThenItIsUsed()
    {
        var (exitCode, output, error) = Load(TorchRuntime.Info.Folder);
        Assert.True(exitCode == 0, error);
        Assert.Contains("libtorch 2.10 (LIBTORCH)", output, StringComparison.Ordinal);
        Assert.EndsWith("3", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenTheNativeFile_WhenItsSymbolsAreRead_ThenThePackagesLibtorchOffersWhatItNeedsOfIt()
    {
        var folder = TorchRuntime.Info.Folder;
        var native = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        var needed = NativeSymbols.Needed(native);
        var offered = NativeSymbols.Offered(Path.Combine(folder, "libtorch_cpu.so"));
        Assert.Contains("_ZN2at13globalContextEv", offered);
        Assert.Contains(needed, offered.Contains);
        Assert.DoesNotContain("THSTensor_add", needed); // its own
        Assert.Contains("THSTensor_add", NativeSymbols.Offered(native));
    }

    [SkippableFact]
    public void GivenADamagedCorrectedCopy_WhenLoaded_ThenItIsMadeAgain()
    {
        Skip.If(TorchRuntime.Info.CorrectedFile is null, "this system loads TorchSharp's native file as it is");
        var copy =
            Path.Combine(Directory.CreateDirectory(_folder.File("native")).FullName, Path.GetFileName(TorchRuntime.Info.CorrectedFile!));
        File.WriteAllText(copy, "cut off");
        var (exitCode, _, error) = Load("", _folder.Path);
        Assert.True(exitCode == 0, error);
        Assert.Equal(new FileInfo(TorchRuntime.Info.CorrectedFile!).Length, new FileInfo(copy).Length);
    }
}
