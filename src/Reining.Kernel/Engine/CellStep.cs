namespace Reining.Kernel.Engine;

/// <summary>A part of a cell: code, text in another language that is displayed, or a directive.</summary>
/// <param name="Name"><c>csharp</c>, <c>html</c>, <c>markdown</c>, <c>mermaid</c>, <c>javascript</c>, <c>packages</c>, or the directive's
/// name.</param>
/// <param name="Text">The code (with blank lines before it, so that line numbers stay), the text, or the directive's arguments.</param>
readonly record struct CellStep(string Name, string Text);
