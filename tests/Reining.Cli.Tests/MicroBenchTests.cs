using Reining.Tests;

namespace Reining.Cli.Tests;

public class MicroBenchTests
{
    [Fact]
    public void GivenTheMicroBenchmarks_WhenEachRunsOnce_ThenAllSidesComputeTheSameAndAReportIsWritten()
    {
        var folder = Directory.CreateTempSubdirectory("reining-micro-");
        try
        {
            var (exitCode, output, error) = Processes.Run(
                Environment.ProcessPath!, ["exec", Program, "--once", "--artifacts", folder.FullName], new Dictionary<string, string>());

            Assert.True(exitCode == 0, output + error);
            Assert.NotEmpty(folder.GetFiles("results/*-report-github.md"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The build of the same configuration, beside this project's own.</summary>
    static string Program =>
        Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Reining.MicroBench",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Reining.MicroBench.dll");
}
