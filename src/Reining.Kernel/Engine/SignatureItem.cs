namespace Reining.Kernel.Engine;

/// <summary>One way to call a method.</summary>
/// <param name="Label">The signature on one line.</param>
/// <param name="Documentation">Its documentation as plain text; empty where there is none.</param>
/// <param name="Parameters">Where each parameter stands in the label.</param>
public sealed record SignatureItem(string Label, string Documentation, IReadOnlyList<SignatureParameter> Parameters);
