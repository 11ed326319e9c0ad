using Reining.Kernel.Jupyter;
using Reining.Kernel.Running;

// The program behind the kernelspec: `kernel FILE` serves a front end, `worker` runs cells for a watching process.
switch (args)
{
    case ["kernel", var connectionFile]:
        try
        {
            return await KernelHost.RunAsync(connectionFile, KernelProgram.Worker);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return 2;
        }
    case ["worker"]:
        return await WorkerHost.RunAsync();
    default:
        await Console.Error
            .WriteLineAsync(
            "error: expected 'kernel CONNECTION_FILE', as a Jupyter front end calls it; './reining kernel install' puts the "
                + "kernel into its list.");
        return 2;
}
