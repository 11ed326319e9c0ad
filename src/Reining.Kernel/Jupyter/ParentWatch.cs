using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Reining.Kernel.Jupyter;

/// <summary>Ends a kernel whose front end was killed: nobody else would.</summary>
public static partial class ParentWatch
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Calls back once when the process that started this one is gone. Does nothing where the front end did not name itself
    /// (environment variable <c>JPY_PARENT_PID</c>), and on Windows, where front ends end their kernels by a job object.
    /// </summary>
    /// <param name="gone">What to do then.</param>
    /// <returns>Ends the watch.</returns>
    public static IDisposable? Start(Action gone)
    {
        var setting = Environment.GetEnvironmentVariable("JPY_PARENT_PID");
        if (OperatingSystem.IsWindows() || !int.TryParse(setting, CultureInfo.InvariantCulture, out var parent) || parent <= 1)
            return null;
        var starter = GetParent();
        var done = 0;
        return new Timer(_ =>
        {
            if ((GetParent() != starter || !Exists(parent)) && Interlocked.Exchange(ref done, 1) == 0)
                gone();
        }, null, Interval, Interval);
    }

    static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();
}
