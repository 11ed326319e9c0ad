namespace Reining.Kernel.Documents;

/// <summary>A variable declared in a notebook's cell tagged <c>parameters</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its C# type as declared, or as its first value has it where it is declared with <c>var</c>.</param>
/// <param name="Default">The C# expression of its value in the notebook; empty if it has none.</param>
/// <param name="Comment">The comment at the end of its line; empty if there is none.</param>
public sealed record NotebookParameter(string Name, string Type, string Default, string Comment);
