using Reining.Torch;

namespace Reining.Tests.Torch;

public class NativeMemoryTests
{
    [SkippableTheory]
    [InlineData("")]
    [InlineData(NativeMemory.HugePages)]
    public void GivenTrainingSteps_WhenRepeated_ThenTheirMemoryStaysInTheProcess(string tunables)
    {
        Skip.IfNot(NativeMemory.Keep(), "no glibc, or its allocator is set by environment variables");
        var (kept, system) = (FaultsPerStep("", tunables), FaultsPerStep("system", ""));
        Assert.InRange(kept, 0, system / 10);
    }

    /// <summary>Left to itself ("system"), glibc returns memory in every step and has it back page by page:
    /// thousands of faults a step.</summary>
    static long FaultsPerStep(string allocator, string tunables)
    {
        var (exitCode, output, error) = ChildProcess.Run(
            new Dictionary<string, string> { [NativeMemory.Variable] = allocator, [NativeMemory.Tunables] = tunables }, "faults");
        Assert.True(exitCode == 0, error);
        return long.Parse(output);
    }
}
