using System.Diagnostics;
using Reining.Kernel.Engine;
using Reining.Kernel.Jupyter;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Jupyter;

/// <summary>A kernel in this process; its cells run here or, if asked, in a watched worker.</summary>
sealed class KernelFixture : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly ICellExecutor _executor;
    readonly Task _run;

    public KernelFixture(bool worker = false, ZmtpLimits? limits = null, string transport = "tcp", ICellExecutor? executor = null)
    {
        var connection = new ConnectionInfo { Key = "secret", Transport = transport };
        if (transport == "ipc")
            connection = connection with
            {
                Address = _folder.File("k"),
                ShellPort = 1,
                ControlPort = 2,
                StdinPort = 3,
                IopubPort = 4,
                HeartbeatPort = 5
            };
        this._executor = executor ?? (worker ? new WorkerExecutor(Worker, _folder.Path) : new NotebookSession(_folder.Path));
        Server = new KernelServer(connection, this._executor, (ICodeAssistant)this._executor, limits ?? new ZmtpLimits());
        _run = Server.RunAsync();
    }

    /// <summary>How a worker is started.</summary>
    public static ProcessStartInfo Worker() => new("dotnet", [typeof(KernelFixture).Assembly.Location]);

    public KernelServer Server { get; }

    public Task Ended => _run;

    public FrontEnd Connect() => new(Server.Connection);

    public async ValueTask DisposeAsync()
    {
        Server.Stop();
        await _run.WaitAsync(TimeSpan.FromSeconds(60));
        Server.Dispose();
        await _executor.DisposeAsync();
        _folder.Dispose();
    }
}
