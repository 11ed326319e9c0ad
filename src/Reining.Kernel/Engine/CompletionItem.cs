namespace Reining.Kernel.Engine;

/// <summary>One way to complete the word at the cursor.</summary>
/// <param name="Text">The whole word.</param>
/// <param name="Kind">What it is, in Jupyter's words: <c>function</c>, <c>property</c>, <c>field</c>, <c>instance</c>, <c>module</c>,
/// <c>class</c>, <c>param</c>, <c>keyword</c>, <c>statement</c>.</param>
public readonly record struct CompletionItem(string Text, string Kind);
