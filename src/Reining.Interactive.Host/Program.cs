extern alias reining;

using reining::Reining.Kernel.Jupyter;
using reining::Reining.Kernel.Running;
using Reining.Interactive;

// `worker` runs cells for a watching process, as 'notebook run --host interactive' starts it; `kernel FILE` serves a Jupyter front end.
switch (args)
{
    case ["worker"]:
        return await WorkerHost.RunAsync(_ => new InteractiveExecutor());
    case ["kernel", var connectionFile]:
        return await KernelHost.RunAsync(
            connectionFile, () => new(Environment.ProcessPath!, [typeof(Program).Assembly.Location, "worker"]));
    default:
        await Console.Error.WriteLineAsync(
            "error: expected 'worker' or 'kernel CONNECTION_FILE'; use './reining notebook run FILE --host interactive'.");
        return 2;
}
