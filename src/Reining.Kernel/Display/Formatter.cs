using System.Globalization;
using System.Net;
using Microsoft.DotNet.Interactive.Formatting;

namespace Reining.Kernel.Display;

/// <summary>How values become text, HTML, pictures and figures. One registry per process.</summary>
/// <remarks>
/// A value's representations are those of its formatters: registered here, or declared on its type by naming convention
/// (an attribute named <c>TypeFormatterSourceAttribute</c>). PNG, JPEG and GIF bytes are pictures; sequences, dictionaries,
/// matrices and data frames are tables; objects made of parts are trees. <c>text/plain</c> is always among them.
/// </remarks>
public static class Formatter
{
    const string Plain = "text/plain", Html = "text/html";

    /// <summary>How many items of a sequence are shown.</summary>
    public static int ListExpansionLimit { get; set; } = 20;

    /// <summary>How deep objects within objects are shown.</summary>
    public static int RecursionLimit { get; set; } = 6;

    /// <summary>Registers how a type is written; the last registration wins.</summary>
    /// <typeparam name="T">The type, a base type or an interface.</typeparam>
    /// <param name="formatter">Gives the text.</param>
    /// <param name="mimeType">What the text is.</param>
    public static void Register<T>(Func<T, string> formatter, string mimeType = Plain) =>
        Register(typeof(T), (value, writer) => writer.Write(formatter((T)value)), mimeType);

    /// <summary>Registers how a type is written; the last registration wins.</summary>
    /// <typeparam name="T">The type, a base type or an interface.</typeparam>
    /// <param name="formatter">Writes the text.</param>
    /// <param name="mimeType">What the text is.</param>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = Plain) =>
        Register(typeof(T), (value, writer) => formatter((T)value, writer), mimeType);

    /// <summary>Registers how a type is written; the last registration wins.</summary>
    /// <param name="type">The type, a base type, an interface or a generic type definition.</param>
    /// <param name="formatter">Writes the text.</param>
    /// <param name="mimeType">What the text is.</param>
    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = Plain) =>
        FormatterRegistry.Add(new TypeFormatter(type, mimeType, (value, writer) =>
        {
            formatter(value, writer);
            return true;
        }));

    /// <summary>Says which representations values of a type have, and no others but <c>text/plain</c>.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes) =>
        FormatterRegistry.Prefer(type, preferredMimeTypes);

    /// <summary>Forgets all registrations and limits set by cells.</summary>
    public static void ResetToDefault()
    {
        FormatterRegistry.Clear();
        ListExpansionLimit = 20;
        RecursionLimit = 6;
    }

    /// <summary>One representation of a value as text.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeType">The representation wanted.</param>
    /// <exception cref="FormatterException">There is no formatter for it.</exception>
    public static string ToDisplayString(this object? value, string mimeType = Plain)
    {
        var node = ToBundle(value, mimeType).Data[mimeType]!;
        return node is System.Text.Json.Nodes.JsonValue text && text.TryGetValue<string>(out var plain) ? plain : node.ToJsonString();
    }

    /// <summary>The representations of a value.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">Those wanted; the type's usual ones if none is named. <c>text/plain</c> comes in any case.</param>
    /// <exception cref="FormatterException">A wanted representation has no formatter.</exception>
    public static MimeBundle ToBundle(object? value, params string[] mimeTypes)
    {
        if (value is MimeBundle ready)
            return ready;
        var shown = new Lazy<ShownValue>(() => ValueReader.Read(value)); // a lazy sequence is run once, not once per representation
        var bundle = new MimeBundle([]);
        foreach (var mimeType in mimeTypes.Length > 0 ? mimeTypes : UsualMimeTypes(value))
        {
            if (Text(value, shown, mimeType, wanted: mimeTypes.Length > 0) is { } text)
                bundle.Set(mimeType, text);
            else if (mimeTypes.Length > 0)
                throw new FormatterException(
                    $"Display: expected a formatter for {(value is null ? "null" : ValueShape.TypeName(value.GetType()))} "
                    + $"as {mimeType}, found none; add one with Formatter.Register.");
        }
        if (!bundle.Data.ContainsKey(Plain))
            bundle.Set(Plain, Text(value, shown, Plain, wanted: true)!);
        return bundle;
    }

    /// <summary>Whether a value within another has a formatter of its own.</summary>
    internal static bool IsFormatted(object value) => FormatterRegistry.For(value.GetType()).Length > 0;

    /// <summary>How a value within another is shown, as text and in a page; null where that is left to its parts.</summary>
    internal static (string? Text, string? Html) Nested(object value)
    {
        switch (value)
        {
            case HtmlString or PocketView:
                return (null, value.ToString());
            case byte[] bytes when PictureBytes.Type(bytes) is { } picture:
                var what = PictureBytes.Text(bytes, picture);
                return (what, PictureBytes.Html(picture, Convert.ToBase64String(bytes), what));
        }
        var formatters = FormatterRegistry.For(value.GetType());
        if (formatters.Length == 0)
            return (null, HtmlContent.Is(value) ? HtmlContent.Write(value) : null);
        var text = Write(formatters, value, Plain);
        var html = Write(formatters, value, Html);
        foreach (var formatter in formatters)
        {
            if (html is null && formatter.MimeType is "image/png" or "image/jpeg" or "image/gif" && Write(formatter, value) is { } base64)
                html = PictureBytes.Html(formatter.MimeType, base64, text ?? "");
        }
        return (text, html);
    }

    /// <summary>Whether an exception within a display is the cell's interrupt and not the value's fault.</summary>
    internal static bool IsStop(Exception error) => error switch
    {
        ThreadInterruptedException => true,
        OperationCanceledException => NotebookFunctions.CellToken.IsCancellationRequested,
        System.Reflection.TargetInvocationException { InnerException: { } inner } => IsStop(inner),
        _ => false,
    };

    static IReadOnlyList<string> UsualMimeTypes(object? value)
    {
        if (value is null)
            return [Plain];
        if (FormatterRegistry.Preferred(value.GetType()) is { } preferred)
            return preferred;
        string[] own = [.. FormatterRegistry.For(value.GetType()).Select(formatter => formatter.MimeType).Distinct()];
        return own.Length > 0 ? own : BuiltIn(value);
    }

    static IReadOnlyList<string> BuiltIn(object value) => value switch
    {
        HtmlString or PocketView => [Html],
        LaTeXString or MathString => ["text/latex"],
        ScriptString => ["application/javascript"],
        byte[] bytes when PictureBytes.Type(bytes) is { } picture => [picture],
        _ when HtmlContent.Is(value) => [Html],
        _ => ValueShape.IsScalar(value) ? [Plain] : [Html, Plain],
    };

    static string? Text(object? value, Lazy<ShownValue> shown, string mimeType, bool wanted) =>
        (value is null ? null : Write(FormatterRegistry.For(value.GetType()), value, mimeType))
            ?? BuiltInText(value, shown, mimeType, wanted);

    static string? Write(TypeFormatter[] formatters, object value, string mimeType)
    {
        foreach (var formatter in formatters)
        {
            if (formatter.MimeType == mimeType && Write(formatter, value) is { } text)
                return text;
        }
        return null;
    }

    // A formatter that fails costs its representation, not the cell: the value is shown in the others, and the cell says why.
    static string? Write(TypeFormatter formatter, object value)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        try
        {
            return formatter.Format(value, writer) ? writer.ToString() : null;
        }
        catch (Exception error) when (!IsStop(error))
        {
            CellContext.Current?.Warn(
                $"Display of {ValueShape.TypeName(value.GetType())} as {formatter.MimeType}: the formatter failed with "
                + $"{error.GetType().Name}: {error.Message}; shown without it.");
            return null;
        }
    }

    static string? BuiltInText(object? value, Lazy<ShownValue> shown, string mimeType, bool wanted) => (mimeType, value) switch
    {
        (Plain, byte[] bytes) when PictureBytes.Type(bytes) is { } picture => PictureBytes.Text(bytes, picture),
        (Plain, _) => PlainText.Of(shown.Value),
        (Html, HtmlString html) => html.Value,
        (Html, PocketView view) => view.ToString(),
        ("text/latex", LaTeXString or MathString) => value.ToString(),
        (Html, not null) when HtmlContent.Is(value) => HtmlContent.Write(value),
        (Html, _) => HtmlView.Of(shown.Value) ?? (wanted ? $"<pre>{WebUtility.HtmlEncode(PlainText.Of(shown.Value))}</pre>" : null),
        ("application/javascript", ScriptString script) => script.Value,
        ("application/json", _) => JsonText.Of(value),
        (_, byte[] bytes) when mimeType.StartsWith("image/", StringComparison.Ordinal) => Convert.ToBase64String(bytes),
        (_, string text) when mimeType is "text/markdown" or "text/latex" or "image/svg+xml" => text,
        _ => null,
    };
}
