using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Kernel.Documents;
using Reining.Kernel.Jupyter;

namespace Reining.Kernel.Tests.Jupyter;

/// <summary>The kernel as Debian's Jupyter sees it: installed, started, asked, shut down.</summary>
public sealed class ConformanceTests
{
    // Debian's interpreter: another may be first on the path, without Debian's packages.
    const string Python = "/usr/bin/python3", Name = "reining-test";

    [SkippableFact]
    public void GivenTheInstalledKernel_WhenJupytersOwnSuiteRuns_ThenItPassesWhole()
    {
        Need("jupyter_kernel_test", "python3-jupyter-kernel-test");
        using var folder = new TemporaryFolder();
        Install(folder);
        var (code, log) = Run(folder, $"{Python} '{AppContext.BaseDirectory}jupyter/conformance.py'");
        Assert.True(code == 0, log);
        // The suite leaves out paging, which has no meaning for a kernel that pages nothing.
        Assert.Contains("OK (skipped=1)", log, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void GivenANotebook_WhenNbconvertExecutesIt_ThenItsOutputsAreThere()
    {
        Need("nbconvert", "jupyter-nbconvert");
        using var folder = new TemporaryFolder();
        Install(folder);
        LibraryBuilder.Build(folder.File("Library.dll"), "public static class Library { public static int Answer => 42; }");
        folder.Write("more.csx", "int Twice(int n) => 2 * n;");
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, "#r \"Library.dll\"\n#load \"more.csx\"\nLibrary.Answer");
        document.Add(CellKind.Code,
            "await Task.Delay(10);\nConsole.WriteLine(\"text\");\ndisplay(HTML(\"<b>x</b>\"));\nTwice(Library.Answer)");
        NotebookFile.Write(document, folder.File("in.ipynb"));
        var (code, log) =
            Run(folder, $"{Python} -m nbconvert --to notebook --execute --ExecutePreprocessor.kernel_name={Name} --output "
                + "out.ipynb in.ipynb");
        Assert.True(code == 0, log);
        var outputs = NotebookFile.Read(folder.File("out.ipynb")).Cells[1].Outputs;
        Assert.Equal(["stream", "display_data", "execute_result"], outputs.Select(output => (string?)output["output_type"]));
        Assert.Equal("84", (string?)outputs[2]["data"]!["text/plain"]);
    }

    [SkippableFact]
    public void GivenSignalsAndAKilledFrontEnd_WhenTheyCome_ThenCellsStopAndNoProcessStays()
    {
        Need("jupyter_client", "python3-jupyter-client");
        using var folder = new TemporaryFolder();
        Install(folder);
        var (code, log) = Run(folder, $"{Python} '{AppContext.BaseDirectory}jupyter/lifetime.py'");
        Assert.True(code == 0, log);
    }

    [Fact]
    public void GivenAnotherProgramsKernel_WhenAskedToInstallOverIt_ThenItIsKeptUnlessForced()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".net-csharp/kernel.json", "{\"display_name\": \"theirs\"}");
        var spec = new KernelSpec(KernelSpec.InteractiveName, ".NET (C#)", ["program", "kernel", "run", "{connection_file}"]);
        Assert.Contains("--force", Assert.Throws<IOException>(() => spec.Install(folder.Path, replaceForeign: false)).Message,
            StringComparison.Ordinal);
        Assert.Contains("theirs", File.ReadAllText(folder.File(".net-csharp/kernel.json")), StringComparison.Ordinal);
        spec.Install(folder.Path, replaceForeign: true);
        spec.Install(folder.Path, replaceForeign: false);
        var written = JsonNode.Parse(File.ReadAllText(folder.File(".net-csharp/kernel.json")))!;
        Assert.Equal(("message", "C#", 4), ((string)written["interrupt_mode"]!, (string)written["language"]!,
            written["argv"]!.AsArray().Count));
        Assert.Throws<ArgumentException>(() => (spec with { Name = "../up" }).Install(folder.Path, replaceForeign: true));
    }

    [Fact]
    public void GivenFilesThatAreNoConnectionFiles_WhenRead_ThenTheErrorSaysWhatIsWrong()
    {
        using var folder = new TemporaryFolder();
        const string Ports = "\"shell_port\":1,\"control_port\":2,\"stdin_port\":3,\"iopub_port\":4,\"hb_port\":5";
        foreach (var (text, part) in ((string, string)[])[("[]", "no object"), ("{", "JSON"), ("{}", "no shell_port"),
            ($"{{{Ports},\"signature_scheme\":\"md5\"}}", "hmac-sha256"), ($"{{{Ports},\"transport\":\"udp\"}}", "tcp or ipc")])
            Assert.Contains(part, Assert.Throws<InvalidDataException>(() => ConnectionInfo.Read(folder.Write("c.json", text))).Message,
                StringComparison.Ordinal);
        Assert.Equal(5, ConnectionInfo.Read(folder.Write("c.json", $"{{{Ports}}}")).HeartbeatPort);
    }

    static void Install(TemporaryFolder folder) =>
        new KernelSpec(Name, "C# (test)", ["dotnet", typeof(ConformanceTests).Assembly.Location, "kernel", "{connection_file}"])
            .Install(KernelSpec.FolderBelow(folder.Path), replaceForeign: false);

    static void Need(string module, string package)
    {
        Skip.IfNot(File.Exists(Python), $"{Python} is missing; install Debian's {package}.");
        using var check = Process.Start(new ProcessStartInfo(Python, ["-c", $"import {module}"]) { RedirectStandardError = true })!;
        check.WaitForExit();
        Skip.IfNot(check.ExitCode == 0, $"Python's {module} is missing; install Debian's {package}.");
    }

    // A kernel inherits the log; in a pipe, a kernel left over would keep the reader waiting.
    static (int Code, string Log) Run(TemporaryFolder folder, string command)
    {
        var start = new ProcessStartInfo("/bin/sh",
            ["-c", $"exec timeout -k 5 600 {command} > log.txt 2>&1"])
        { WorkingDirectory = folder.Path };
        start.Environment["JUPYTER_PATH"] = folder.File("share/jupyter");
        start.Environment["JUPYTER_PLATFORM_DIRS"] = "1";
        start.Environment["KERNEL_NAME"] = Name;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return (process.ExitCode, File.ReadAllText(folder.File("log.txt")));
    }
}
