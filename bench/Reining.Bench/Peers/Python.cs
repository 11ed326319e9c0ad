using System.ComponentModel;
using System.Diagnostics;

namespace Reining.Bench.Peers;

/// <summary>Python interpreters that have PyTorch. Scripts and data go through arguments and pipes,
/// so a <c>chroot</c> shares no path.</summary>
public static class Python
{
    /// <summary>The system's interpreter, which is asked unbidden.</summary>
    public const string Default = "/usr/bin/python3";

    /// <summary>The interpreter as a peer, or null if it is not there or has no PyTorch.</summary>
    /// <param name="command">Program and arguments, separated by spaces: <c>chroot /opt/trixie /usr/bin/python3</c>.</param>
    /// <param name="scripts">Files in bench/python.</param>
    public static Peer? Find(string command, IEnumerable<string> scripts)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && HasTorch(words)
            ? new Peer(command, [.. words, "-c", string.Concat(scripts.Prepend("worker.py").Select(Resource))])
            : null;
    }

    static bool HasTorch(string[] words)
    {
        var start = new ProcessStartInfo(words[0], [.. words[1..], "-c", "import torch"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            error.Wait();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // no such program
        }
    }

    /// <summary>The text of a script in bench/python.</summary>
    internal static string Resource(string name)
    {
        using var stream = typeof(Python).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"Python: expected a script in bench/python, got '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
