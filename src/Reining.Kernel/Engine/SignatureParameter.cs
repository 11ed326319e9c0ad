namespace Reining.Kernel.Engine;

/// <summary>Where a parameter stands in a signature's label, in UTF-16 units.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">After its last one.</param>
public readonly record struct SignatureParameter(int Start, int End);
