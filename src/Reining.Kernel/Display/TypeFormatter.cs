namespace Reining.Kernel.Display;

/// <summary>Writes values of a type in one MIME type.</summary>
/// <param name="Type">The type, base type, interface, or generic type definition whose values it writes.</param>
/// <param name="MimeType">What it writes; text for binary types is base64.</param>
/// <param name="Format">Writes a value; false if it has nothing to say about this one.</param>
sealed record TypeFormatter(Type Type, string MimeType, Func<object, TextWriter, bool> Format);
