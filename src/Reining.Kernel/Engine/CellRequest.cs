namespace Reining.Kernel.Engine;

/// <summary>A cell to run.</summary>
/// <param name="Name">Its name in diagnostics and stack traces, such as <c>cell 3</c>.</param>
/// <param name="Code">Its source.</param>
public sealed record CellRequest(string Name, string Code);
