namespace Reining.Kernel.Engine;

/// <summary>The ways to complete the word at the cursor.</summary>
/// <param name="Start">Where the word begins, in UTF-16 units.</param>
/// <param name="End">Where the cursor is, in UTF-16 units.</param>
/// <param name="Items">By name, without duplicates.</param>
public sealed record Completions(int Start, int End, IReadOnlyList<CompletionItem> Items);
