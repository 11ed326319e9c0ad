using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reining.Kernel.Engine;

/// <summary>
/// Lines of C# that begin with a directive where the compiler sees one: not in texts, in comments, or in code that <c>#if</c> leaves out.
/// </summary>
static class DirectiveLines
{
    /// <summary>The numbers of such lines, counted from 0, and whether each is active or left out by <c>#if</c>.</summary>
    public static IReadOnlyDictionary<int, bool> Find(string source)
    {
        if (!source.Contains('#'))
            return new Dictionary<int, bool>();
        var tree = CSharpSyntaxTree.ParseText(source, CSharpEngine.ParseOptions);
        var lines = tree.GetText().Lines;
        return tree.GetRoot().DescendantTrivia(descendIntoTrivia: true)
            .Where(trivia => trivia.IsDirective)
            .Select(trivia => (DirectiveTriviaSyntax)trivia.GetStructure()!)
            .ToLookup(directive => lines.GetLineFromPosition(directive.HashToken.SpanStart).LineNumber, directive => directive.IsActive)
            .ToDictionary(line => line.Key, line => line.First());
    }

    /// <summary>
    /// The directive itself: without a comment behind it, and without the semicolon that C# habit puts after a reference.
    /// </summary>
    public static string Bare(string line)
    {
        var (inQuotes, afterOption) = (false, false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
                inQuotes = !inQuotes;
            var begins = i > 0 && char.IsWhiteSpace(line[i - 1]) && !inQuotes;
            if (begins && !afterOption && line.AsSpan(i).StartsWith("//"))
            {
                line = line[..i];
                break;
            }
            if (begins && !char.IsWhiteSpace(line[i]))
                afterOption = line.AsSpan(i).StartsWith("--");
        }
        line = line.Trim();
        return line.EndsWith("\";", StringComparison.Ordinal) ? line[..^1] : line;
    }
}
