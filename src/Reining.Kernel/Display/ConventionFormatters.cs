using System.Collections;
using System.Reflection;

namespace Reining.Kernel.Display;

/// <summary>
/// Formatters that a library's type brings along without knowing any notebook: an attribute named
/// <c>TypeFormatterSourceAttribute</c> with a <c>FormatterSourceType</c> (and perhaps <c>PreferredMimeTypes</c>); that type has
/// <c>CreateTypeFormatters()</c>; each of what it gives has a <c>MimeType</c> and <c>bool Format(object, TextWriter)</c>.
/// .NET Interactive recognizes the same names.
/// </summary>
static class ConventionFormatters
{
    const string AttributeName = "TypeFormatterSourceAttribute";

    /// <summary>The formatters declared on a type or its bases; empty where there are none.</summary>
    /// <exception cref="FormatterException">An attribute of that name does not keep the convention.</exception>
    public static (IReadOnlyList<TypeFormatter> Formatters, IReadOnlyList<string>? Preferred) Find(Type type)
    {
        var formatters = new List<TypeFormatter>();
        IReadOnlyList<string>? preferred = null;
        foreach (var attribute in type.GetCustomAttributes(inherit: true).Where(attribute => attribute.GetType().Name == AttributeName))
        {
            var sourceType = Property<Type>(attribute, "FormatterSourceType")
                ?? throw new FormatterException(
                $"{AttributeName} on {type}: expected a property FormatterSourceType of type Type with a value, got none.");
            var source = Activator.CreateInstance(sourceType, nonPublic: true)!;
            var created = Method(sourceType, "CreateTypeFormatters", []).Invoke(source, null) as IEnumerable
                ?? throw new FormatterException($"{sourceType}.CreateTypeFormatters: expected a sequence of formatters, got none.");
            formatters.AddRange(created.Cast<object>().Select(formatter => Adapt(type, formatter)));
            preferred ??= Property<string[]>(attribute, "PreferredMimeTypes");
        }
        return (formatters, preferred);
    }

    static TypeFormatter Adapt(Type type, object formatter)
    {
        var mimeType = Property<string>(formatter, "MimeType")
            ?? throw new FormatterException($"{formatter.GetType()}: expected a property MimeType of type string with a value, got none.");
        var format = Method(formatter.GetType(), "Format", [typeof(object), typeof(TextWriter)])
            .CreateDelegate<Func<object, TextWriter, bool>>(formatter);
        return new TypeFormatter(type, mimeType, format);
    }

    static MethodInfo Method(Type type, string name, Type[] parameters) =>
        type.GetMethod(name, BindingFlags.Instance | BindingFlags.Public, parameters)
        ?? throw new FormatterException(
        $"{type}: expected a public method {name}({string.Join(", ", parameters.Select(p => p.Name))}), found none.");

    static T? Property<T>(object value, string name)
        where T : class => value.GetType().GetProperty(name)?.GetValue(value) as T;
}
