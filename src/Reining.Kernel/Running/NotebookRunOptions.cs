using Reining.Kernel.Documents;

namespace Reining.Kernel.Running;

/// <summary>How a notebook is run without a user.</summary>
public sealed record NotebookRunOptions
{
    /// <summary>Values of parameters by name, read by the types declared in the cell tagged <c>parameters</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Answers for cells that ask for input, by prompt. The prompt of a bare <c>Console.ReadLine()</c> is what the cell printed
    /// last on its line, without a colon or question mark at its end. A prompt asked twice takes its answers in order.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Inputs { get; init; } = [];

    /// <summary>How long a cell may run; null for no limit.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>
    /// How long the run waits after its last cell for tasks, threads, timers and processes that cells left running; what they print is
    /// stored with their cell. Not negative.
    /// </summary>
    public TimeSpan LateWork { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many characters of printed text a cell may keep: its head and its tail, half each. Positive.</summary>
    public int StreamLimit { get; init; } = 1 << 20;

    /// <summary>Whether to run on after a failed cell. A cell tagged <c>raises-exception</c> may fail in any case.</summary>
    public bool ContinueOnError { get; init; }

    /// <summary>Where the executed notebook is saved after every cell; null for nowhere.</summary>
    public string? OutputPath { get; init; }

    /// <summary>Commit of the code that runs, for the notebook's metadata; null if unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether the notebook's metadata say how and how long it ran.</summary>
    public bool WriteProvenance { get; init; } = true;

    /// <summary>Told of each step, from any thread; null for nobody.</summary>
    public Action<CellProgress>? Progress { get; init; }

    /// <summary>The values of these options that make no sense are refused before anything runs.</summary>
    /// <exception cref="DocumentException">An option is out of its range.</exception>
    internal void Check()
    {
        if (CellTimeout is { } limit && limit <= TimeSpan.Zero)
            throw new DocumentException($"Run notebook: expected CellTimeout > 0, got {limit.TotalSeconds} s.");
        if (LateWork < TimeSpan.Zero)
            throw new DocumentException($"Run notebook: expected LateWork ≥ 0, got {LateWork.TotalSeconds} s.");
        if (StreamLimit <= 0)
            throw new DocumentException($"Run notebook: expected StreamLimit > 0, got {StreamLimit}.");
    }
}
