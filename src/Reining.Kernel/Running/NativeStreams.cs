using System.Runtime.InteropServices;
using System.Text;

namespace Reining.Kernel.Running;

/// <summary>The C runtime's own standard streams, to which native libraries print.</summary>
static partial class NativeStreams
{
    const int LineBuffered = 1; // _IOLBF of glibc and musl

    static readonly Stream Output = Console.OpenStandardOutput(), Error = Console.OpenStandardError();

    /// <summary>Lets native text leave the process line by line although it goes into a pipe, so that little is lost in an abort.</summary>
    public static void BufferByLine()
    {
        // Other systems keep full buffers; there native text arrives at the end of the cell.
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var libc)
            && NativeLibrary.TryGetExport(libc, "stdout", out var pointer))
            SetBuffer(Marshal.ReadIntPtr(pointer), 0, LineBuffered, 0);
    }

    /// <summary>Sends what native code has printed so far, and a mark after it.</summary>
    public static void Mark(int cell)
    {
        if (OperatingSystem.IsWindows())
            FlushWindows(0);
        else
            Flush(0);
        var line = Encoding.UTF8.GetBytes($"{WorkerMessages.Mark}{cell}\n");
        foreach (var stream in (Stream[])[Output, Error])
        {
            stream.Write(line);
            stream.Flush();
        }
    }

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int Flush(nint stream);

    [LibraryImport("ucrtbase", EntryPoint = "fflush")]
    private static partial int FlushWindows(nint stream);

    [LibraryImport("libc.so.6", EntryPoint = "setvbuf")]
    private static partial int SetBuffer(nint stream, nint buffer, int mode, nint size);
}
