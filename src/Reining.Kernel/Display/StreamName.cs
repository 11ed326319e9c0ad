namespace Reining.Kernel.Display;

/// <summary>The two text streams of a cell.</summary>
public enum StreamName
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}
