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

    public KernelFixture(bool worker = false, ZmtpLimits? limits = null, string transport = "tcp", ICellExecutor? executor = null)
    {
        var connection = new ConnectionInfo { Key = "secret", Transport = transport };
        if (transport == "ipc")
            connection = connection with { Address = folder.File("k"), ShellPort = 1, ControlPort = 2, StdinPort = 3, IopubPort = 4, HeartbeatPort = 5 };
        this.executor = executor ?? (worker ? new WorkerExecutor(Worker, folder.Path) : new NotebookSession(folder.Path));
        Server = new KernelServer(connection, this.executor, (ICodeAssistant)this.executor, limits ?? new ZmtpLimits());
        run = Server.RunAsync();
    }

    /// <summary>How a worker is started.</summary>
    public static ProcessStartInfo Worker() => new("dotnet", [typeof(KernelFixture).Assembly.Location]);

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
