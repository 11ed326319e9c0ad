namespace Reining.Kernel.Engine;

/// <summary>An error of the compiler in a cell that has not been run. Lines and columns count from 0, columns in UTF-16 units.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Column">Where it begins.</param>
/// <param name="EndLine">Where it ends.</param>
/// <param name="EndColumn">Where it ends.</param>
/// <param name="Code">The compiler's code, such as <c>CS0103</c>.</param>
/// <param name="Message">The compiler's message.</param>
public sealed record CellDiagnostic(int Line, int Column, int EndLine, int EndColumn, string Code, string Message);
