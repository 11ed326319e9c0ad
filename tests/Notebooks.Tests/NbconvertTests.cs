using Reining.Tests;

namespace Notebooks.Tests;

/// <summary>Every notebook succeeds under nbconvert with the installed kernel, on what <c>reproduce</c> made: the chapters' here,
/// beside them their solutions.</summary>
public sealed class NbconvertTests
{
    const string DebiansPython = "/usr/bin/python3";

    [SkippableTheory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public void GivenTheInstalledKernel_WhenNbconvertExecutesANotebook_ThenEveryCellSucceeds(string name) => Succeeds(name);

    internal static void Succeeds(string name)
    {
        Skip.IfNot(
            File.Exists(DebiansPython) &&
                Processes.Run(DebiansPython, ["-c", "import nbconvert"], new Dictionary<string, string>()).ExitCode == 0,
            "nbconvert is missing; install Debian's jupyter-nbconvert.");
        // nbconvert sets no parameters, and starts the kernel in the notebook's folder.
        var (folder, up) = (Reproduction.Folder, Checkout.Up(name));
        var here = Path.Combine(folder, $"nbconvert-{(Checkout.IsSolution(name) ? "solution-" : "")}{Path.GetFileName(name)}");
        File.WriteAllText(
            here, File.ReadAllText(Checkout.Notebook(name))
                .Replace($"{up}artifacts", $"{Checkout.Root}/artifacts")
                .Replace($"\\\"{up}out\\\"", $"\\\"{folder}\\\"")
                .Replace("profile = \\\"quick\\\"", $"profile = \\\"{Reproduction.Profile}\\\""));

        var (exitCode, output, error) = Processes.Run(
            DebiansPython, ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "--ExecutePreprocessor.timeout=300", here],
            new Dictionary<string, string>
            {
                ["JUPYTER_PATH"] = Path.Combine(Reproduction.KernelPrefix, "share", "jupyter"),
                ["JUPYTER_PLATFORM_DIRS"] = "1"
            });

        Assert.True(exitCode == 0, output + error);
        Assert.NotEmpty(Executed.Outputs(here));
    }
}
