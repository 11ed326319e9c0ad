namespace Reining.Kernel.Documents;

/// <summary>The kinds of cells in a notebook file.</summary>
public enum CellKind
{
    /// <summary>Source that is run.</summary>
    Code,

    /// <summary>Text in Markdown.</summary>
    Markdown,

    /// <summary>Text that no front end interprets.</summary>
    Raw,
}
