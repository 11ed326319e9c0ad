namespace Reining.Kernel.Running;

/// <summary>What the exit code of a process that ended within a cell says.</summary>
static class ExitText
{
    public static string Of(int code) => (OperatingSystem.IsWindows() ? 0 : code) switch
    {
        134 => "Native code aborted it (signal 6), or its stack overflowed; what it printed last says why.",
        136 => "An arithmetic fault in native code ended it (signal 8).",
        137 => "It was killed (signal 9), by somebody or because memory ran out.",
        139 => "Native code accessed memory that is not its own (signal 11).",
        143 => "It was told to end (signal 15).",
        > 128 and < 160 => $"Signal {code - 128} ended it.",
        _ => $"It ended with exit code {code}; does the cell call Environment.Exit?",
    };
}
