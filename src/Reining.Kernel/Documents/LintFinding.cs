namespace Reining.Kernel.Documents;

/// <summary>Something in a notebook that will trouble its readers.</summary>
/// <param name="Rule">The rule's name, such as <c>absolute-path</c>.</param>
/// <param name="Place">Where: <c>notebook</c>, or <c>cell 3 (id)</c> with cells of all kinds counted from 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record LintFinding(string Rule, string Place, string Message);
