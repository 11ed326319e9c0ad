namespace Reining.Kernel.Engine;

/// <summary>The ways to call what stands before the parenthesis that the cursor is in.</summary>
/// <param name="Items">One for each overload, in the compiler's order.</param>
/// <param name="Active">The place in <paramref name="Items"/> of the first that takes as many arguments as are there.</param>
/// <param name="Parameter">Which argument the cursor is in, from 0.</param>
public sealed record Signatures(IReadOnlyList<SignatureItem> Items, int Active, int Parameter);
