using System.Collections;
using Reining.Kernel.Display;

namespace Reining.Kernel.Engine;

/// <summary>A variable of the cells as an editor lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The name of its declared type.</param>
/// <param name="Value">Its value on one line, cut at <see cref="MaxLength"/> characters.</param>
public sealed record VariableText(string Name, string Type, string Value)
{
    /// <summary>The longest value shown.</summary>
    public const int MaxLength = 200;

    internal static VariableText Of(NotebookVariable variable) => new(variable.Name, variable.Type, Shown(variable.Value));

    static string Shown(object? value)
    {
        // Reading such a sequence runs the user's code, once more at each look.
        if (value is IEnumerable and not (string or ICollection or IReadOnlyCollection<object>)
            && value.GetType().Namespace is null or "System.Linq")
            return "a sequence not yet read";
        string text;
        try
        {
            text = value.ToDisplayString();
        }
        catch (Exception error)
        {
            text = $"{error.GetType().Name}: {error.Message}"; // for example of a tensor that is disposed of
        }
        var line = string.Join(' ', text.Split((char[])['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaxLength ? line : line[..(MaxLength - 1)] + "…";
    }
}
