using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Reining.Kernel.Engine;

/// <summary>The arguments of a directive: options with a value, and at most one word without.</summary>
sealed partial class DirectiveArguments
{
    readonly string _line;
    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    DirectiveArguments(string line) => this._line = line;

    /// <summary>Reads the arguments of a directive's line.</summary>
    /// <exception cref="DirectiveException">An option has no value, or a word stands twice.</exception>
    public static DirectiveArguments Parse(string directive, string text)
    {
        var arguments = new DirectiveArguments($"{directive} {text}");
        var words = Word().Matches(text).Select(match => match.Value).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            var isOption = words[i].StartsWith("--", StringComparison.Ordinal);
            if (isOption && i + 1 == words.Length)
                throw new DirectiveException(arguments._line, $"expected a value after {words[i]}.");
            if (!arguments._values.TryAdd(isOption ? words[i] : "", isOption ? Unquote(words[++i]) : words[i]))
                throw new DirectiveException(arguments._line, $"expected '{words[i]}' not to be there; quote a value that has spaces.");
        }
        return arguments;
    }

    /// <summary>An option's value; the empty name is the word without an option. Null if it is missing.</summary>
    public string? Find(string option) => _values.GetValueOrDefault(option);

    /// <summary>An option's value.</summary>
    /// <exception cref="DirectiveException">It is missing.</exception>
    public string Require(string option) =>
        Find(option) ?? throw new DirectiveException(_line, $"expected {(option.Length == 0 ? "a variable's name" : option)}, got none.");

    /// <summary>An option's value, which must be a C# name.</summary>
    /// <exception cref="DirectiveException">It is missing or no name.</exception>
    public string Identifier(string option)
    {
        var name = Require(option);
        return SyntaxFacts.IsValidIdentifier(name)
            ? name
            : throw new DirectiveException(_line, $"expected the name of a variable, got '{name}'.");
    }

    static string Unquote(string word) => word.Length > 1 && word[0] == '"' && word[^1] == '"' ? word[1..^1] : word;

    // A quoted text, a value with a quoted text or JSON in it, or a plain word.
    [GeneratedRegex("""(@\w+:\{.*\})|(@\w+:)?"[^"]*"|\S+""")]
    private static partial Regex Word();
}
