using System.Diagnostics;
using System.Runtime.InteropServices;
using Reining.Kernel.Running;

namespace Reining.Kernel.Jupyter;

/// <summary>The process that a Jupyter front end starts: serves it, and has cells run in a watched worker.</summary>
public static class KernelHost
{
    /// <summary>Serves until the front end asks to shut down, the process is told to end, or the front end is gone.</summary>
    /// <param name="connectionFile">The file that the front end wrote.</param>
    /// <param name="worker">How to start a process that calls <see cref="WorkerHost.RunAsync"/>.</param>
    /// <returns>The exit code, 0.</returns>
    /// <exception cref="InvalidDataException">The connection file cannot be used.</exception>
    /// <exception cref="IOException">It cannot be read, or the kernel cannot listen where it says.</exception>
    public static async Task<int> RunAsync(string connectionFile, Func<ProcessStartInfo> worker)
    {
        await using var executor = new WorkerExecutor(worker, Environment.CurrentDirectory);
        executor.Start();
        using var server = new KernelServer(ConnectionInfo.Read(connectionFile), executor, executor) { Log = Console.Error.WriteLine };
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            server.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            server.Stop();
        });
        using var parent = ParentWatch.Start(server.Stop);
        await server.RunAsync().ConfigureAwait(false);
        return 0;
    }
}
