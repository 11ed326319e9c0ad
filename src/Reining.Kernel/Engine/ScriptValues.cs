using Reining.Kernel.Display;

namespace Reining.Kernel.Engine;

/// <summary>
/// C# values that a JavaScript cell asks for: <c>#!share --from csharp x</c> and <c>#!set --name y --value @csharp:x</c> become variables
/// of the script.
/// </summary>
static class ScriptValues
{
    /// <summary>The script with the values written into it as JSON.</summary>
    /// <param name="script">JavaScript, perhaps with such lines.</param>
    /// <param name="variables">The variables there are.</param>
    /// <exception cref="DirectiveException">A line asks for what is not there, or a value has no JSON.</exception>
    public static string Insert(string script, IReadOnlyList<NotebookVariable> variables) =>
        string.Join('\n', script.Split('\n').Select(line => Expand(line, variables)));

    static string Expand(string line, IReadOnlyList<NotebookVariable> variables)
    {
        var text = line.Trim();
        if (text.StartsWith("#!share ", StringComparison.Ordinal))
        {
            var share = DirectiveArguments.Parse("#!share", text["#!share ".Length..]);
            if (share.Require("--from") is not ("csharp" or "c#" or "cs"))
                throw new DirectiveException(text, "expected --from csharp.");
            return Declare(text, share.Find("--as") is null
                ? share.Identifier("")
                : share.Identifier("--as"), share.Identifier(""), variables);
        }
        if (!text.StartsWith("#!set ", StringComparison.Ordinal))
            return line;
        var set = DirectiveArguments.Parse("#!set", text["#!set ".Length..]);
        if (!set.Require("--value").StartsWith("@csharp:", StringComparison.Ordinal))
            throw new DirectiveException(text, "expected --value @csharp:variable in a JavaScript cell.");
        return Declare(text, set.Identifier("--name"), set.Require("--value")["@csharp:".Length..], variables);
    }

    static string Declare(string line, string name, string variable, IReadOnlyList<NotebookVariable> variables)
    {
        var value = variables.FirstOrDefault(known => known.Name == variable)
            ?? throw new DirectiveException(line, $"expected a C# variable, found none named '{variable}'.");
        try
        {
            // Not const: scripts change what they were given.
            return $"let {name} = {JsonText.AsScript(value.Value)};";
        }
        catch (FormatterException error)
        {
            throw new DirectiveException(line, error.Message);
        }
    }
}
