using Reining.Tests.Child;

namespace Reining.Tests.Torch;

/// <summary>Through the library no misuse ends the process, and each message says what was expected and what came.</summary>
public class MisuseTests
{
    public static TheoryData<string> Names => [.. Misuses.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GivenAMisuse_WhenRunInItsOwnProcess_ThenItThrowsAndExplains(string name)
    {
        var (exitCode, output, error) = ChildProcess.Run("misuse", name);

        Assert.True(exitCode == 0, $"{name}: exit {exitCode}, {output} {error}");
        Assert.Matches("expected .+ got|registered|another architecture|expected a ", output);
    }
}
