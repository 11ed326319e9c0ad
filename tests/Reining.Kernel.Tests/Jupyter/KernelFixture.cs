using System.Diagnostics;
using Reining.Kernel.Engine;
using Reining.Kernel.Jupyter;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Jupyter;

/// <summary>A kernel in this process; its cells run here or, if asked, in a watched worker.</summary>
sealed class KernelFixture : IAsyncDisposable
{
    readonly TemporaryFolder folder = new();
    readonly ICellExecutor executor;
    readonly Task run;

    public KernelFixture(bool worker = false, ZmtpLimits? limits = null, string transport = "tcp")
    {
        var connection = new ConnectionInfo { Key = "secret", Transport = transport };
        if (transport == "ipc")
            connection = connection with { Address = folder.File("k"), ShellPort = 1, ControlPort = 2, StdinPort = 3, IopubPort = 4, HeartbeatPort = 5 };
        executor = worker ? new WorkerExecutor(() => new ProcessStartInfo("dotnet", [typeof(KernelFixture).Assembly.Location]), folder.Path) : new NotebookSession(folder.Path);
        Server = new KernelServer(connection, executor, (ICodeAssistant)executor, limits ?? new ZmtpLimits());
        run = Server.RunAsync();
    }

    public KernelServer Server { get; }

    public Task Ended => run;

    public FrontEnd Connect() => new(Server.Connection);

    public async ValueTask DisposeAsync()
    {
        Server.Stop();
        await run.WaitAsync(TimeSpan.FromSeconds(60));
        Server.Dispose();
        await executor.DisposeAsync();
        folder.Dispose();
    }
}
