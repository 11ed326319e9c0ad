using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Reining.Kernel.Running;

/// <summary>
/// Processes that a cell started. An interrupt reaches them as Ctrl+C in a terminal does; on other systems than Linux they stay, and are
/// not known.
/// </summary>
static partial class ChildProcesses
{
    const int Interrupt = 2, Terminate = 15; // SIGINT, SIGTERM

    static readonly TimeSpan ToTidyUp = TimeSpan.FromSeconds(2), AskEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Comes back when no process runs that this one has started, or when the time is over.</summary>
    public static async Task WaitAsync(TimeSpan most)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < most && OperatingSystem.IsLinux();)
        {
            if (!ByParent()[Environment.ProcessId].Any())
                break;
            await Task.Delay(AskEvery).ConfigureAwait(false);
        }
    }

    /// <summary>Interrupts the processes that this one has started since a moment, and what those have started.</summary>
    public static void InterruptSince(DateTime moment)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var children = ByParent();
        var started = children[Environment.ProcessId].Where(id => Started(id) >= moment).SelectMany(id => Tree(id, children)).ToArray();
        foreach (var id in started)
            _ = Kill(id, Interrupt); // gone meanwhile: nothing to do
        if (started.Length == 0)
            return;
        Thread.Sleep(ToTidyUp);
        foreach (var id in started.Where(id => Started(id) >= moment)) // those that ignore it, as shells' background jobs do
            _ = Kill(id, Terminate);
    }

    static ILookup<int, int> ByParent() =>
        Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0).Select(id => (Id: id, Parent: Parent(id))).ToLookup(one => one.Parent, one => one.Id);

    static IEnumerable<int> Tree(int id, ILookup<int, int> children) => children[id].SelectMany(child => Tree(child, children)).Append(id);

    // "12 (a name) S 7 …": the parent's number stands behind the name and the state.
    static int Parent(int id)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }

    static DateTime Started(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return DateTime.MinValue; // it has ended
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
