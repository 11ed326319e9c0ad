using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Tool;

/// <summary>
/// What is wrong with a command line, in the words of its user: what was expected, what came, and what was probably meant.
/// </summary>
public static partial class Refusal
{
    const int BadRequest = 2;

    /// <summary>Writes one sentence; the help that System.CommandLine would print after it is a command away.</summary>
    /// <param name="parsed">What was made of the line.</param>
    /// <param name="program">The program's name.</param>
    /// <returns>The exit code.</returns>
    public static int Write(ParseResult parsed, string program)
    {
        var path = string.Join(' ', Path(parsed.CommandResult, program));
        Console.Error.WriteLine($"error: {Of(parsed, path)}; '{path} --help' lists what there is.");
        return BadRequest;
    }

    static IEnumerable<string> Path(CommandResult command, string program) =>
        command.Parent is CommandResult parent ? Path(parent, program).Append(command.Command.Name) : [program];

    // Without an end.
    static string Of(ParseResult parsed, string path)
    {
        var command = parsed.CommandResult.Command;
        var options = command.Options.SelectMany(one => one.Aliases.Prepend(one.Name)).ToArray();
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            var known = command.Subcommands.Select(one => one.Name).Concat(options);
            return $"expected a command or option of '{path}', got '{unknown}'{Guess(unknown, known)}";
        }
        var error = parsed.Errors[0];
        var words = error.Message.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var message = string.Join(' ', words).TrimEnd('.');
        string[] quoted = [.. Quoted().Matches(message).Select(one => one.Groups["word"].Value)];
        if (quoted is [.., ['-', ..] mistyped] && !options.Contains(mistyped))
            return message + Guess(mistyped, options);
        var name = error.SymbolResult switch
        {
            OptionResult option => option.Option.Name,
            ArgumentResult argument => argument.Argument.Name,
            _ => "",
        };
        if (message.Contains("Must be one of", StringComparison.Ordinal) && quoted is [var wrong, .. var choices])
            return $"{name}: expected one of {string.Join(", ", choices)}, got '{wrong}'{Guess(wrong, choices)}";
        var (type, value) = error.SymbolResult switch
        {
            OptionResult { Tokens: [.., var last] } option => (option.Option.ValueType, last.Value),
            ArgumentResult { Tokens: [.., var last] } argument => (argument.Argument.ValueType, last.Value),
            _ => (null, ""),
        };
        if (type is null || !message.Contains("expected type", StringComparison.Ordinal))
            return message + Guess(value, quoted.Skip(1));
        var guess = Element(type).IsEnum ? Guess(value, Enum.GetNames(Element(type)).Select(one => one.ToLowerInvariant())) : "";
        return $"{name}: expected {Expectation(type)}, got '{value}'{guess}";
    }

    static string Guess(string word, IEnumerable<string> known) =>
        Spelling.Nearest(word, known) is { } near ? $", did you mean '{near}'?" : "";

    static string Expectation(Type type) => Element(type) switch
    {
        { IsEnum: true } choices => $"one of {string.Join(", ", Enum.GetNames(choices).Select(name => name.ToLowerInvariant()))}",
        var one when one == typeof(byte) || one == typeof(ushort) || one == typeof(uint) || one == typeof(ulong) =>
            "a whole number, 0 or more",
        var one when one == typeof(short) || one == typeof(int) || one == typeof(long) => "a whole number",
        var one when one == typeof(float) || one == typeof(double) || one == typeof(decimal) => "a number",
        var one when one == typeof(bool) => "true or false",
        _ => "another value",
    };

    static Type Element(Type type) => type.GetElementType() ?? Nullable.GetUnderlyingType(type) ?? type;

    [GeneratedRegex("'(?<word>[^']*)'")]
    private static partial Regex Quoted();
}
