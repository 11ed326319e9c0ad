namespace Reining.Display;

/// <summary>Writes one type in one MIME type, in the shape that notebook hosts call by name (<c>MimeType</c>, <c>Format</c>).</summary>
/// <typeparam name="T">The type that shows itself.</typeparam>
/// <param name="mimeType">For example <c>text/html</c>.</param>
/// <param name="render">Gives the text; bytes are written as base 64.</param>
internal sealed class MimeFormatter<T>(string mimeType, Func<T, string> render)
{
    /// <summary>The MIME type written.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes <paramref name="instance"/>; false when it is not a <typeparamref name="T"/>.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not T value) return false;
        writer.Write(render(value));
        return true;
    }
}
