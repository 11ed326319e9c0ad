namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A formula in LaTeX, displayed in a line of its own.</summary>
/// <param name="Value">The formula without dollar signs.</param>
public sealed record MathString(string Value)
{
    /// <summary>Marks text as a formula.</summary>
    public static implicit operator MathString(string value) => new(value);

    /// <summary>The formula as LaTeX.</summary>
    public override string ToString() => $"$${Value}$$";
}
