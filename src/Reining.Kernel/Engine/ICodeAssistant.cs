namespace Reining.Kernel.Engine;

/// <summary>Answers an editor's questions about code, also while a cell runs. Answers know what the cells run so far declared.</summary>
public interface ICodeAssistant
{
    /// <summary>How the word before the cursor may go on.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">The cursor, in UTF-16 units.</param>
    Task<Completions> CompleteAsync(string code, int position);

    /// <summary>What stands at the cursor: its signature.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">The cursor, in UTF-16 units.</param>
    /// <returns>Plain text; null where there is nothing to say.</returns>
    Task<string?> InspectAsync(string code, int position);

    /// <summary>Whether the code can be run as it is.</summary>
    /// <param name="code">The cell.</param>
    Task<Completeness> CheckAsync(string code);

    /// <summary>The ways to call what stands before the parenthesis that the cursor is in.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">The cursor, in UTF-16 units.</param>
    /// <returns>The signatures; null where the cursor is in no call.</returns>
    Task<Signatures?> SignaturesAsync(string code, int position);

    /// <summary>The errors of cells that have not been run, each compiled after those before it. Nothing is run.</summary>
    /// <param name="cells">The cells in their order.</param>
    /// <returns>A list for each cell.</returns>
    Task<IReadOnlyList<IReadOnlyList<CellDiagnostic>>> DiagnoseAsync(IReadOnlyList<string> cells);

    /// <summary>The variables of all cells, by name; comes when no cell runs.</summary>
    Task<IReadOnlyList<VariableText>> VariablesAsync();
}
