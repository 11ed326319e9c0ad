using System.Text.Json.Nodes;

namespace Reining.Kernel.Display;

/// <summary>Displaying as a method of the value.</summary>
public static class DisplayExtensions
{
    /// <summary>Displays the value below the cell.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">The representations wanted; the type's usual ones if none is named.</param>
    /// <returns>The display, to be updated.</returns>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>Displays a sequence as a table; here sequences of objects made of parts are tables in any case.</summary>
    /// <returns>The display, to be updated.</returns>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> source) => DisplayedValue.Show(source, ["text/html"]);

    /// <summary>Displays text that is in the given format already.</summary>
    /// <param name="value">For example HTML or Markdown; JSON text for JSON types; base64 for pictures.</param>
    /// <param name="mimeType">Its MIME type.</param>
    /// <returns>The display, to be updated.</returns>
    public static DisplayedValue DisplayAs(this string value, string mimeType)
    {
        var bundle = new MimeBundle([]);
        bundle.Set(mimeType, value);
        if (mimeType != "text/plain")
            bundle.Data["text/plain"] = JsonValue.Create(mimeType.StartsWith("text/", StringComparison.Ordinal) ? value : mimeType);
        return DisplayedValue.Show(bundle, [mimeType]);
    }
}
