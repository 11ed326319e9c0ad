using Microsoft.CodeAnalysis;

namespace Reining.Kernel.Engine;

/// <summary>One compilation error of a cell.</summary>
/// <param name="Path">The cell's name, or the path of a file that it loads.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Column">Column, counted from 1.</param>
/// <param name="Code">The compiler's code, such as <c>CS0103</c>.</param>
/// <param name="Message">The compiler's message, with a remedy where the engine knows one.</param>
/// <param name="SourceLine">The line of source that the error points at; empty where there is none.</param>
public sealed record CompilationError(string Path, int Line, int Column, string Code, string Message, string SourceLine)
{
    /// <summary>Position, code and message on one line.</summary>
    public string Summary => $"{Path}({Line},{Column}): error {Code}: {Message}";

    /// <summary>The summary, the source line, and a caret below the column.</summary>
    public string WithSource => SourceLine.Length == 0
        ? Summary
        : $"{Summary}\n    {SourceLine.Replace('\t', ' ')}\n    {new string(' ', Column - 1)}^";

    internal static CompilationError From(Diagnostic diagnostic, string cellName)
    {
        var span = diagnostic.Location.GetLineSpan();
        var text = diagnostic.Location.SourceTree?.GetText();
        var path = span.Path is { Length: > 0 } named ? named : cellName;
        var message = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        return new CompilationError(path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1, diagnostic.Id, message,
            text is null ? "" : text.Lines[span.StartLinePosition.Line].ToString());
    }
}
