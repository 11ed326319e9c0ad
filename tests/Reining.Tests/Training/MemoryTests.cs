using System.Globalization;
using Reining.Tests.Data;

namespace Reining.Tests.Training;

public sealed class MemoryTests : IDisposable
{
    const int LargestGrowthKib = 20 << 10;
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("memory")]
    [InlineData("plan-memory")]
    public void GivenTwoThousandSteps_WhenMeasuredInAProcessOfItsOwn_ThenLiveTensorsAndResidentMemoryAreFlat(string command)
    {
        // One thread: two spin on a net this small.
        var (exitCode, output, error) = ChildProcess.Run(
            new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "1" }, command, _folder.Path);
        Assert.True(exitCode == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray())
            .GroupBy(l => l[0]).Select(g => g.First()) // the first of a step is within it, a second is at the end of an epoch
            .ToDictionary(l => l[0], l => (Tensors: l[1], Resident: l[2]));

        Assert.Equal(2000, lines.Keys.Max());
        Assert.Single(lines.Where(l => l.Key >= 500).Select(l => l.Value.Tensors).Distinct());
        var growth = lines[2000].Resident - lines[500].Resident;
        Assert.True(growth < LargestGrowthKib, $"resident memory grew by {growth} KiB:\n{output}");
    }
}
