using System.Diagnostics;
using System.Reflection;

namespace Reining.Cli;

/// <summary>
/// A process that has ASP.NET Core. The others do without, because it would cost each start some milliseconds: a command that needs it
/// starts this program once more with another list of frameworks.
/// </summary>
static class AspNetProcess
{
    const string Framework = "Microsoft.AspNetCore.App", Switch = "Reining.Explorer", Configuration = "explorer.runtimeconfig.json";

    // Hexadecimal: room for all that is allocated between two collections that the explorer makes itself (NewestOnly).
    const string YoungBytes = "8000000";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether this is one.</summary>
    public static bool IsThis => AppContext.TryGetSwitch(Switch, out var isOn) && isOn;

    /// <summary>Runs this command in one; it ends with this process, however that ends.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="DirectoryNotFoundException">ASP.NET Core is not installed.</exception>
    public static async Task<int> Again(CancellationToken cancel)
    {
        var shared = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", ".."));
        if (!Directory.Exists(Path.Combine(shared, Framework)))
            throw new DirectoryNotFoundException(
                $"explore: expected the framework {Framework} in '{shared}', got none; install it, in Debian and Ubuntu the package " +
                "aspnetcore-runtime-10.0 (the SDK brings it).");
        var start = new ProcessStartInfo(Self.DotNet,
        [
            "exec", "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, Configuration), Assembly.GetEntryAssembly()!.Location,
            .. Environment.GetCommandLineArgs().Skip(1),
        ])
        {
            RedirectStandardInput = true, // its end tells that this process has ended
        };
        start.Environment["DOTNET_GCgen0size"] = YoungBytes;
        using var process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
                process.Kill(entireProcessTree: true);
        }
        return process.ExitCode;
    }

    /// <summary>Completes when the process that called <see cref="Again"/> ends, or this one is to stop.</summary>
    public static async Task UntilTheEnd(CancellationToken cancel)
    {
        var parent = Task.Run(() => Console.In.ReadToEnd(), CancellationToken.None); // nothing ever comes
        await Task.WhenAny(parent, Task.Delay(Timeout.Infinite, cancel));
    }
}
