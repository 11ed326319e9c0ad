using System.Text.RegularExpressions;

namespace Reining.Kernel.Engine;

/// <summary>
/// The cell that papermill puts after a notebook's parameters. It declares them anew by <c>var</c>, so that <c>ulong seed</c> would become
/// an
/// <c>int</c> and <c>double rate</c> too where its value is a whole number; numbers keep the type that the notebook gave them.
/// </summary>
static partial class InjectedParameters
{
    const string FirstLine = "// Parameters"; // as papermill writes it

    static readonly HashSet<string> Numbers = ["Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double",
        "Decimal"];

    /// <summary>The code with the declared types, if it is such a cell; else as it is.</summary>
    /// <param name="code">A cell.</param>
    /// <param name="variables">Gives the variables of the cells before.</param>
    public static string Retype(string code, Func<IReadOnlyList<NotebookVariable>> variables)
    {
        if (!code.StartsWith(FirstLine, StringComparison.Ordinal))
            return code;
        var types = variables().Where(variable => Numbers.Contains(variable.Type))
            .ToDictionary(variable => variable.Name, variable => $"System.{variable.Type}");
        return Declaration().Replace(code, match => types.TryGetValue(match.Groups["name"].Value, out var type)
            ? $"{type} {match.Groups["name"].Value} = ({type})({match.Groups["value"].Value});" : match.Value);
    }

    [GeneratedRegex(@"^var (?<name>\w+) = (?<value>-?[0-9][0-9.eE+\-]*)[LfdmD]?;(?=\r?$)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
