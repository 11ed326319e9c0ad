using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Reining.Kernel.Engine;

/// <summary>Answers questions about code from the compiler's own model of the cells run so far. For any thread.</summary>
static class CodeAssistant
{
    static readonly SymbolDisplayFormat Signature = SymbolDisplayFormat.MinimallyQualifiedFormat.WithMemberOptions(
        SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
        | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeModifiers);

    static readonly string[] Keywords = [.. SyntaxFacts.GetKeywordKinds().Select(SyntaxFacts.GetText)];

    /// <summary>How the word before the cursor may go on.</summary>
    public static Completions Complete(CSharpEngine engine, string code, int position)
    {
        position = Math.Clamp(position, 0, code.Length);
        var start = position;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1]))
            start--;
        var prefix = code[start..position];
        var dot = start - 1;
        while (dot >= 0 && char.IsWhiteSpace(code[dot]))
            dot--;
        var isMember = dot >= 0 && code[dot] == '.';

        var tree = Parse(code);
        if (IsText(tree, position))
            return new Completions(start, position, []);
        var symbols = isMember ? Members(engine.Model(tree), dot, start) : CSharpEngine.ModelAlone(tree).LookupSymbols(start);
        var items = symbols
            .Where(symbol => symbol.CanBeReferencedByName && !symbol.IsImplicitlyDeclared
            && symbol.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(symbol => new CompletionItem(symbol.Name, NameCatalog.Kind(symbol)));
        if (!isMember)
            items = items.Concat(engine.Names(prefix));
        if (!isMember && prefix.Length > 0)
            items = items.Concat(Keywords.Where(word => word.StartsWith(prefix, StringComparison.Ordinal))
                .Select(word => new CompletionItem(word, "keyword")));
        return new Completions(start, position, [.. items.DistinctBy(item => item.Text)
            .OrderBy(item => item.Text, StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>What stands at the cursor, or null.</summary>
    public static string? Inspect(CSharpEngine engine, string code, int position)
    {
        if (code.Length == 0)
            return null;
        var model = engine.Model(Parse(code));
        var token = model.SyntaxTree.GetRoot().FindToken(Math.Clamp(position - 1, 0, code.Length - 1));
        for (var node = token.Parent; node is not null; node = node.Parent)
        {
            var info = model.GetSymbolInfo(node);
            var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? model.GetDeclaredSymbol(node);
            if (symbol is { Name.Length: > 0 } && !symbol.Name.StartsWith("Submission#", StringComparison.Ordinal)
                && symbol is not IAssemblySymbol)
                return Describe(symbol, info.CandidateSymbols.Length);
            if (node is StatementSyntax)
                break;
        }
        return null;
    }

    /// <summary>Whether the code can be run as it is.</summary>
    public static Completeness Check(string code)
    {
        var tree = Parse(code);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
            return Completeness.Incomplete;
        // CS1002, a missing semicolon, is how a cell ends in a value.
        return tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error && one.Id != "CS1002")
            ? Completeness.Invalid
            : Completeness.Complete;
    }

    /// <summary>A cell as the editor has it; directives of the host are comments.</summary>
    public static SyntaxTree Parse(string code) =>
        SyntaxFactory.ParseSyntaxTree(SourceText.From(Quiet(code), Encoding.UTF8), CSharpEngine.ParseOptions, "editor");

    // Directives of the host become comments of the same length: positions stay.
    static string Quiet(string code) => code.Contains("#!", StringComparison.Ordinal)
        ? string.Join('\n', code.Split('\n').Select(line => line.TrimStart().StartsWith("#!", StringComparison.Ordinal)
        ? line.Replace("#!", "//")
        : line))
        : code;

    static bool IsText(SyntaxTree tree, int position)
    {
        if (position == 0)
            return false;
        var root = tree.GetRoot();
        var token = root.FindToken(position - 1);
        if (token.Span.Contains(position - 1))
            return token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken;
        return root.FindTrivia(position - 1).Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;
    }

    static IEnumerable<ISymbol> Members(SemanticModel model, int dot, int start)
    {
        SyntaxNode? left = model.SyntaxTree.GetRoot().FindToken(dot).Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
        if (left is null)
            return [];
        var info = model.GetSymbolInfo(left);
        return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) switch
        {
            INamespaceSymbol space => model.LookupNamespacesAndTypes(start, space),
            ITypeSymbol type => model.LookupStaticMembers(start, type),
            _ when model.GetTypeInfo(left).Type is { TypeKind: not TypeKind.Error } type =>
                model.LookupSymbols(start, type, includeReducedExtensionMethods: true)
                    .Where(symbol => !symbol.IsStatic || symbol is IMethodSymbol { IsExtensionMethod: true }),
            _ => [],
        };
    }

    static string Describe(ISymbol symbol, int candidates)
    {
        var text = symbol.ToDisplayString(Signature);
        if (candidates > 1)
            text += $"\n(+ {candidates - 1} overloads)";
        return DocumentationText.Of(symbol) is { Length: > 0 } documentation ? $"{text}\n\n{documentation}" : text;
    }
}
