namespace Reining.Torch;

/// <summary>A file that one process holds open for itself alone; a process that ends, however, lets go.</summary>
static class FileLock
{
    // What opening a file reports that another process holds: Linux, macOS, Windows.
    const int EAgain = 11, EAgainOfMacOS = 35, SharingViolation = unchecked((int)0x80070020);

    /// <summary>Holds the file until disposed, or returns null if another process holds it.</summary>
    /// <param name="path">The file; made if missing.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is EAgain or EAgainOfMacOS or SharingViolation)
        {
            return null;
        }
    }

    /// <summary>Waits until no other process holds the file, and holds it until disposed.</summary>
    /// <param name="path">The file; made if missing.</param>
    /// <param name="waiting">Called once if there is something to wait for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public static FileStream Take(string path, Action? waiting = null, CancellationToken cancellation = default)
    {
        for (var told = false; ; told = true)
        {
            if (TryTake(path) is { } held)
                return held;
            if (!told)
                waiting?.Invoke();
            if (cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(0.2)))
                throw new OperationCanceledException($"Wait for '{path}': interrupted while another process held it.", cancellation);
        }
    }
}
