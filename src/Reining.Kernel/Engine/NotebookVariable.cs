namespace Reining.Kernel.Engine;

/// <summary>A variable that cells declared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The name of its declared type.</param>
/// <param name="Value">Its value now.</param>
sealed record NotebookVariable(string Name, string Type, object? Value);
