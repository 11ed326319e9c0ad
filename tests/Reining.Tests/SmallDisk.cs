using System.Diagnostics;

namespace Reining.Tests;

/// <summary>A disk of a few kibibytes, to be filled.</summary>
sealed class SmallDisk : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("reining-disk-").FullName;

    public string Path => _folder;

    /// <summary>Mounts it, or skips the test where that is not allowed.</summary>
    public static SmallDisk Mount(int kibibytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", disk._folder))
            return disk;
        Directory.Delete(disk._folder);
        throw new SkipException("a small disk cannot be mounted here (needs root)");
    }

    public void Dispose()
    {
        Run("umount", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
