using System.Diagnostics;
using Reining.Kernel.Jupyter;
using Reining.Kernel.Running;
using Reining.Kernel.Tests;

return args switch
{
    ["kernel", var connectionFile] =>
        await KernelHost.RunAsync(connectionFile, () => new ProcessStartInfo("dotnet", [typeof(TemporaryFolder).Assembly.Location])),
    _ => await WorkerHost.RunAsync(),
};
