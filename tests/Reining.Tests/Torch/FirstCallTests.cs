namespace Reining.Tests.Torch;

public class FirstCallTests
{
    [Fact]
    public void GivenACallOfTorchSharpFirst_WhenNothingWasLoaded_ThenTheRightLibTorchIs()
    {
        var (exitCode, output, error) = ChildProcess.Run("first-call");
        Assert.True(exitCode == 0, error);
        Assert.Equal(["3", "2.10"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
