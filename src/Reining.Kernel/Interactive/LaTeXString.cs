namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Text that is LaTeX and is displayed as such.</summary>
/// <param name="Value">The LaTeX, with what it needs around it (<c>$$…$$</c>, <c>\begin{align}…</c>).</param>
public sealed record LaTeXString(string Value)
{
    /// <summary>Marks text as LaTeX.</summary>
    public static implicit operator LaTeXString(string value) => new(value);

    /// <summary>The LaTeX itself.</summary>
    public override string ToString() => Value;
}
