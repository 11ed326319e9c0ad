namespace Reining.Kernel.Engine;

/// <summary>A cell has a directive that this host cannot follow.</summary>
/// <param name="directive">The directive as written.</param>
/// <param name="reason">What is wrong with it, and the remedy.</param>
public sealed class DirectiveException(string directive, string reason) : Exception($"{directive}: {reason}");
