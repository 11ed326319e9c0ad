using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Reining.Kernel.Documents;

/// <summary>Turns a value given as text into the C# expression of the declared type.</summary>
static partial class ParameterValue
{
    /// <summary>What types can be given, for messages.</summary>
    public const string Supported =
        "bool, the integer types, float, double, decimal, char, string, enums, these with '?' (value null), and arrays of them (values "
            + "separated by commas)";

    /// <summary>The C# expression.</summary>
    /// <exception cref="DocumentException">The text is no value of the type, or the type cannot be given as text.</exception>
    public static string ToExpression(NotebookParameter parameter, string text)
    {
        var expression = Expression(parameter.Type, text, parameter.Default);
        if (expression is null)
            throw new DocumentException(
                $"Parameter {parameter.Name}: expected a value of type {parameter.Type}, got '{text}'{Example(parameter)}.");
        return expression;
    }

    static string? Expression(string type, string text, string example)
    {
        if (type.EndsWith('?'))
            return text == "null" ? "null" : Expression(type[..^1], text, example);
        if (type.EndsWith("[]", StringComparison.Ordinal))
            return ArrayExpression(type[..^2], text, example);
        return type switch
        {
            "string" => SymbolDisplay.FormatLiteral(text, quote: true),
            "char" => text.Length == 1 ? SymbolDisplay.FormatLiteral(text[0], quote: true) : null,
            "bool" => bool.TryParse(text, out var flag) ? (flag ? "true" : "false") : null,
            "byte" => Integer(text, byte.MinValue, byte.MaxValue, ""),
            "sbyte" => Integer(text, sbyte.MinValue, sbyte.MaxValue, ""),
            "short" => Integer(text, short.MinValue, short.MaxValue, ""),
            "ushort" => Integer(text, ushort.MinValue, ushort.MaxValue, ""),
            "int" => Integer(text, int.MinValue, int.MaxValue, ""),
            "uint" => Integer(text, uint.MinValue, uint.MaxValue, "u"),
            "long" => Integer(text, long.MinValue, long.MaxValue, "L"),
            "ulong" => Integer(text, ulong.MinValue, ulong.MaxValue, "UL"),
            "float" => Number(text, value => float.IsFinite((float)value), "f"),
            "double" => Number(text, double.IsFinite, ""),
            "decimal" => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var money)
                ? money.ToString(CultureInfo.InvariantCulture) + "m"
                : null,
            _ => EnumExpression(type, text, example),
        };
    }

    static string? ArrayExpression(string element, string text, string example)
    {
        var inner = text.Trim();
        if (inner.StartsWith('[') && inner.EndsWith(']'))
            inner = inner[1..^1];
        var items = Items(inner).Select(item => Expression(element, item, example)).ToArray();
        return items.Contains(null) ? null : $"new {element}[] {{ {string.Join(", ", items)} }}";
    }

    // Commas part items, but not within quotation marks, which may stand around a text and are not part of it.
    static IEnumerable<string> Items(string text) => Item().Matches(text).Select(match =>
        match.Groups["quoted"] is { Success: true } quoted ? Escaped().Replace(quoted.Value, "$1") : match.Value.Trim())
            .Where(item => item.Length > 0);

    static string? Integer(string text, Int128 least, Int128 greatest, string suffix) =>
        Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= greatest
            ? value.ToString(CultureInfo.InvariantCulture) + suffix
            : null;

    // The digits stay as the user wrote them: 0.1f must be the float nearest to 0.1, not to a rounded double.
    static string? Number(string text, Func<double, bool> inRange, string suffix)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !inRange(value))
            return null;
        var digits = BareDot().Replace(text.Trim(), ""); // "5." and "5.e3" are numbers, but not in C#
        return suffix.Length == 0 && digits.All(c => char.IsAsciiDigit(c) || c is '-' or '+') ? digits + ".0" : digits + suffix;
    }

    // Any other type is taken for an enum when its value in the notebook reads Type.Member.
    static string? EnumExpression(string type, string text, string example)
    {
        if (!example.StartsWith(type + ".", StringComparison.Ordinal))
            throw new DocumentException($"Parameters: expected a type that can be given as text, got {type}; possible are {Supported}.");
        var member = text.StartsWith(type + ".", StringComparison.Ordinal) ? text[(type.Length + 1)..] : text;
        return Identifier().IsMatch(member) ? $"{type}.{member}" : null;
    }

    static string Example(NotebookParameter parameter) => parameter.Default.Length == 0 ? "" : $"; the notebook has {parameter.Default}";

    [GeneratedRegex("""\s*"(?<quoted>(?:[^"\\]|\\.)*)"\s*|\s*'(?<quoted>(?:[^'\\]|\\.)*)'\s*|[^,]+""")]
    private static partial Regex Item();

    [GeneratedRegex("""\\(["'\\])""")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\.(?=$|[eE])")]
    private static partial Regex BareDot();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$")]
    private static partial Regex Identifier();
}
