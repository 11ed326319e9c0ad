namespace Reining.Kernel.Display;

/// <summary>Text that is HTML already and is displayed as such.</summary>
/// <param name="Value">The HTML.</param>
public sealed record HtmlString(string Value)
{
    /// <summary>The HTML itself.</summary>
    public override string ToString() => Value;
}
