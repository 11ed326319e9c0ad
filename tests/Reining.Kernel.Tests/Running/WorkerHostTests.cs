using System.Text;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Running;

public sealed class WorkerHostTests
{
    [Fact]
    public async Task GivenACellThatEnded_WhenTheHeapIsTrimmed_ThenTheWatcherHasNotHeardOfTheEnd()
    {
        // Else the collection runs beside the next cell.
        using var sent = new MemoryStream();
        using var channel = new WorkerChannel(Stream.Null, sent);
        string? before = null;
        await WorkerHost.ExecuteAsync(channel, new IdleExecutor(), 1, new("cell 1", "1"), new PendingInput(channel),
            () => before = Encoding.UTF8.GetString(sent.ToArray()), CancellationToken.None);
        Assert.Equal("", before);
        Assert.Contains("\"done\"", Encoding.UTF8.GetString(sent.ToArray()), StringComparison.Ordinal);
    }
}
