namespace Reining.Display;

/// <summary>
/// Tells a notebook host how a type shows itself. Hosts recognize this attribute by its name alone (the convention of .NET Interactive's
/// formatting library), so the library needs no notebook package.
/// </summary>
/// <param name="formatterSourceType">A type with a public parameterless constructor and a public method
/// <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type whose <c>CreateTypeFormatters()</c> lists the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>MIME types shown by default, all of them in one output.</summary>
    public string[]? PreferredMimeTypes { get; set; }
}
