using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
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

    static readonly Lock Gate = new();
    static readonly ConcurrentDictionary<Type, (IReadOnlyList<TypeFormatter> Formatters, IReadOnlyList<string>? Preferred)> Declared =
        new();
    static ImmutableList<TypeFormatter> _registered = [];
    static ImmutableDictionary<Type, ImmutableArray<string>> _preferred = ImmutableDictionary<Type, ImmutableArray<string>>.Empty;

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
    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = Plain)
    {
        lock (Gate)
        {
            _registered = _registered.Add(new TypeFormatter(type, mimeType, (value, writer) =>
            {
                formatter(value, writer);
                return true;
            }));
        }
    }

    /// <summary>Says which representations values of a type have, and no others but <c>text/plain</c>.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        lock (Gate)
            _preferred = _preferred.SetItem(type, [.. preferredMimeTypes]);
    }

    /// <summary>Forgets all registrations and limits set by cells.</summary>
    public static void ResetToDefault()
    {
        lock (Gate)
        {
            _registered = [];
            _preferred = ImmutableDictionary<Type, ImmutableArray<string>>.Empty;
            Declared.Clear();
            ListExpansionLimit = 20;
            RecursionLimit = 6;
        }
    }

    /// <summary>One representation of a value as text.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeType">The representation wanted.</param>
    /// <exception cref="FormatterException">There is no formatter for it, or it failed.</exception>
    public static string ToDisplayString(this object? value, string mimeType = Plain)
    {
        var node = ToBundle(value, mimeType).Data[mimeType]!;
        return node is System.Text.Json.Nodes.JsonValue text && text.TryGetValue<string>(out var plain) ? plain : node.ToJsonString();
    }

    /// <summary>The representations of a value.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">Those wanted; the type's usual ones if none is named. <c>text/plain</c> comes in any case.</param>
    /// <exception cref="FormatterException">A wanted representation has no formatter, or a formatter failed.</exception>
    public static MimeBundle ToBundle(object? value, params string[] mimeTypes)
    {
        if (value is MimeBundle ready)
            return ready;
        // A lazy sequence is run once, not once per representation.
        if (value is IEnumerable and not (string or ICollection) && !For(value.GetType()).Any() && !IsHtmlContent(value))
            value = new MaterializedSequence((IEnumerable)value);
        var bundle = new MimeBundle([]);
        if (mimeTypes.Length > 0)
        {
            foreach (var mimeType in mimeTypes)
            {
                if (!TryFormat(value, mimeType, bundle, wanted: true))
                    throw new FormatterException(
                        $"Display: expected a formatter for {value?.GetType().ToString() ?? "null"} as {mimeType}, found none; add one "
                            + "with Formatter.Register.");
            }
        }
        else
        {
            foreach (var mimeType in UsualMimeTypes(value))
                TryFormat(value, mimeType, bundle, wanted: false);
        }
        if (!bundle.Data.ContainsKey(Plain))
            TryFormat(value, Plain, bundle, wanted: true);
        return bundle;
    }

    static IEnumerable<string> UsualMimeTypes(object? value)
    {
        if (value is null)
            return [Plain];
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (_preferred.TryGetValue(type, out var chosen))
                return chosen;
        }
        var (_, declaredPreferred) = DeclaredOn(value.GetType());
        if (declaredPreferred is not null)
            return declaredPreferred;
        var own = For(value.GetType()).Select(formatter => formatter.MimeType).Distinct().ToArray();
        return own.Length > 0 ? own : BuiltIn(value);
    }

    static IEnumerable<string> BuiltIn(object value) => value switch
    {
        HtmlString or PocketView => [Html],
        LaTeXString or MathString => ["text/latex"],
        ScriptString => ["application/javascript"],
        byte[] bytes when PictureType(bytes) is { } picture => [picture],
        _ when IsHtmlContent(value) => [Html],
        _ => ValueShape.IsScalar(value) ? [Plain] : [Html, Plain],
    };

    static bool TryFormat(object? value, string mimeType, MimeBundle bundle, bool wanted)
    {
        if (value is not null)
        {
            foreach (var formatter in For(value.GetType()).Where(formatter => formatter.MimeType == mimeType))
            {
                if (Write(formatter, value) is { } text)
                {
                    bundle.Set(mimeType, text);
                    return true;
                }
            }
        }
        if (BuiltInText(value, mimeType, wanted) is not { } content)
            return false;
        bundle.Set(mimeType, content);
        return true;
    }

    static string? Write(TypeFormatter formatter, object value)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        try
        {
            return formatter.Format(value, writer) ? writer.ToString() : null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new FormatterException(
                $"Display of {ValueShape.TypeName(value.GetType())} as {formatter.MimeType}: the formatter failed with "
                    + $"{error.GetType().Name}: {error.Message}", error);
        }
    }

    static string? BuiltInText(object? value, string mimeType, bool wanted) => (mimeType, value) switch
    {
        (Plain, byte[] bytes) when PictureType(bytes) is { } picture =>
            $"{picture["image/".Length..].ToUpperInvariant()} picture, {bytes.Length} bytes",
        (Plain, _) => PlainText.Of(value),
        (Html, HtmlString html) => html.Value,
        (Html, PocketView view) => view.ToString(),
        ("text/latex", LaTeXString or MathString) => value.ToString(),
        (Html, not null) when IsHtmlContent(value) => WriteHtmlContent(value),
        (Html, _) => HtmlView.Of(value) ?? (wanted ? $"<pre>{WebUtility.HtmlEncode(PlainText.Of(value))}</pre>" : null),
        ("application/javascript", ScriptString script) => script.Value,
        ("application/json", _) => System.Text.Json.JsonSerializer.Serialize(value),
        (_, byte[] bytes) when mimeType.StartsWith("image/", StringComparison.Ordinal) => Convert.ToBase64String(bytes),
        (_, string text) when mimeType is "text/markdown" or "text/latex" or "image/svg+xml" => text,
        _ => null,
    };

    // The last registered comes first, then those on the type; the nearest type before its bases and interfaces.
    static IEnumerable<TypeFormatter> For(Type type)
    {
        var own = _registered.Where(formatter => Matches(formatter.Type, type)).Reverse()
            .OrderBy(formatter => Distance(formatter.Type, type));
        return own.Concat(DeclaredOn(type).Formatters);
    }

    static (IReadOnlyList<TypeFormatter> Formatters, IReadOnlyList<string>? Preferred) DeclaredOn(Type type) =>
        Declared.GetOrAdd(type, ConventionFormatters.Find);

    static bool Matches(Type wanted, Type actual) => wanted.IsAssignableFrom(actual)
        || wanted.IsGenericTypeDefinition && Lineage(actual).Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == wanted);

    static IEnumerable<Type> Lineage(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            yield return current;
        foreach (var contract in type.GetInterfaces())
            yield return contract;
    }

    static int Distance(Type wanted, Type actual)
    {
        if (wanted == typeof(object))
            return int.MaxValue;
        if (wanted.IsInterface)
            return int.MaxValue - 1;
        var steps = 0;
        for (var type = actual; type is not null && type != wanted
            && !(type.IsGenericType && type.GetGenericTypeDefinition() == wanted); type = type.BaseType)
            steps++;
        return steps;
    }

    static string? PictureType(byte[] bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        _ => null,
    };

    // ASP.NET's IHtmlContent, by name, so that no reference to it is needed.
    static bool IsHtmlContent(object value) => value.GetType().GetInterfaces().Any(type => type.Name == "IHtmlContent");

    static string WriteHtmlContent(object value)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var contract = value.GetType().GetInterfaces().First(type => type.Name == "IHtmlContent");
        var write = contract.GetMethod("WriteTo")
            ?? throw new FormatterException($"{contract}: expected a method WriteTo(TextWriter, HtmlEncoder), found none.");
        write.Invoke(value, [writer, System.Text.Encodings.Web.HtmlEncoder.Default]);
        return writer.ToString();
    }
}
