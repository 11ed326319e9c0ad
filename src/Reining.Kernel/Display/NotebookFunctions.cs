using System.Diagnostics.CodeAnalysis;

namespace Reining.Kernel.Display;

/// <summary>The functions that cells call by their bare names.</summary>
[SuppressMessage("Style", "IDE1006", Justification = "The names are those that existing notebooks use.")]
public static class NotebookFunctions
{
    /// <summary>The running cell's token, canceled when the cell is interrupted or its time is up.</summary>
    public static CancellationToken CellToken => CellContext.Current?.Token ?? CancellationToken.None;

    /// <summary>Displays a value below the cell.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">The representations wanted; the type's usual ones if none is named.</param>
    /// <returns>The display, to be updated.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>Marks text as HTML, so that it is displayed as such.</summary>
    public static HtmlString HTML(string content) => new(content);

    /// <summary>Displays a script that the front end runs.</summary>
    public static DisplayedValue Javascript(string scriptContent) => display(new ScriptString(scriptContent));

    /// <summary>Displays a style sheet, which the front end applies to its page.</summary>
    public static DisplayedValue CSS(string content) => display(new HtmlString($"<style>{content}</style>"));

    /// <summary>Clears what the cell has shown so far.</summary>
    /// <param name="wait">Whether to clear only when the next output comes, which avoids flicker.</param>
    public static void clear_output(bool wait = false) => CellContext.Current?.Clear(wait);

    /// <summary>Asks the user for a line of text.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <exception cref="InputMissingException">A headless run without a prepared answer.</exception>
    public static string GetInput(string prompt = "") => CellContext.Require("GetInput").Input(prompt, password: false);

    /// <summary>Asks the user for a secret line of text.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <exception cref="InputMissingException">A headless run without a prepared answer.</exception>
    public static string GetPassword(string prompt = "") => CellContext.Require("GetPassword").Input(prompt, password: true);
}
