using System.ComponentModel;
using System.Diagnostics;

namespace Reining.Data;

/// <summary>Runs a package manager that brings data by name.</summary>
internal static class ExternalTool
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs to the end; standard output is returned, standard error goes into the failure.</summary>
    /// <exception cref="SourceFailure">The program is not installed, ran too long or failed.</exception>
    public static string Run(string program, IReadOnlyList<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var a in arguments) start.ArgumentList.Add(a);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new SourceFailure($"the program '{program}' is not installed", e);
        }
        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                throw new SourceFailure($"'{program}' did not end within {Limit.TotalMinutes:0} minutes");
            }
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new SourceFailure(
                    $"'{program} {string.Join(' ', arguments.Take(2))}' ended with exit code {process.ExitCode}: {Brief(errors.Result)}");
            return output.Result;
        }
    }

    // The lines that say what went wrong, without npm's and apt's notices.
    static string Brief(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var told = lines.Where(l => l.StartsWith("npm error", StringComparison.Ordinal) || l.StartsWith("E:", StringComparison.Ordinal))
            .Take(3)
            .ToArray();
        return told.Length > 0 ? string.Join(" | ", told) : lines.LastOrDefault() ?? "no message";
    }
}
