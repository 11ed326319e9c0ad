using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Reining.Kernel.Engine;

/// <summary>What the user is told of a cell that does not compile: the causes, without what follows from them.</summary>
static class CompilationErrors
{
    const string MissingLibrary = "CS0006", MissingScript = "CS1504", UnknownName = "CS0103", UsingDeclaration =
        "a cell's variables live on in later cells, so 'using var' has no end at which to dispose. Write 'using (var x = …) { … }', or "
        + "'var x = …' and x.Dispose() where you are done.";

    /// <summary>The errors to show.</summary>
    /// <param name="diagnostics">The compiler's errors, at least one.</param>
    /// <param name="tree">The cell as written.</param>
    /// <param name="cellName">The cell's name.</param>
    /// <param name="folder">The notebook's folder.</param>
    public static IReadOnlyList<CompilationError> Of(IReadOnlyList<Diagnostic> diagnostics, SyntaxTree tree, string cellName, string folder)
    {
        // Without a library every name in it is unknown too.
        var missing = diagnostics.Where(one => one.Id is MissingLibrary or MissingScript).ToArray();
        if (missing.Length > 0)
            return [.. missing.Select(one => CompilationError.From(one, cellName) with { Message = Missing(one, folder) }).Distinct()];

        // The compiler takes "using var x = …;" at the top of a cell for a using directive, and reports it and each use of x.
        var disposed = TopLevelUsings(tree).ToArray();
        var lines = disposed.Select(one => Line(one.Keyword.GetLocation())).ToHashSet();
        var uses = disposed.Select(one => $"'{one.Name}'").ToArray();
        bool IsConsequence(Diagnostic one) => one.Id == UnknownName && uses.Any(one.GetMessage(CultureInfo.InvariantCulture).Contains);
        return
        [
            .. diagnostics.Where(one => lines.Contains(Line(one.Location))).DistinctBy(one => Line(one.Location))
                .Select(one => CompilationError.From(one, cellName) with { Message = UsingDeclaration }),
            .. diagnostics.Where(one => !lines.Contains(Line(one.Location)) && !IsConsequence(one))
                .Select(one => CompilationError.From(one, cellName)),
        ];
    }

    static string Missing(Diagnostic diagnostic, string folder)
    {
        var path = diagnostic.GetMessage(CultureInfo.InvariantCulture).Split('\'') is [_, var named, ..] ? named : "the file";
        var remedy = path.Contains("artifacts/", StringComparison.Ordinal)
            ? "scripts/setup builds it in the checkout that the notebook belongs to: run that, and keep the notebook where it belongs."
            : "Correct the path, or put the file there.";
        return $"expected the file '{path}', found none. Paths in #r and #load are relative to the notebook's folder, {folder}. {remedy}";
    }

    static IEnumerable<(SyntaxToken Keyword, string Name)> TopLevelUsings(SyntaxTree tree)
    {
        var tokens = tree.GetRoot().DescendantTokens(descendIntoTrivia: true).Where(token => !token.IsMissing).ToArray();
        var depth = 0;
        for (var i = 0; i + 2 < tokens.Length; i++)
        {
            depth += tokens[i].Kind() switch
            {
                SyntaxKind.OpenBraceToken => 1,
                SyntaxKind.CloseBraceToken => -1,
                _ => 0,
            };
            if (depth == 0 && tokens[i].IsKind(SyntaxKind.UsingKeyword) && DeclaredName(tokens.AsSpan(i + 1)) is { } name)
                yield return (tokens[i], name);
        }
    }

    // A type, then a name, then "=". A directive has no name behind its type.
    static string? DeclaredName(ReadOnlySpan<SyntaxToken> tokens)
    {
        for (var i = 0; i + 2 < tokens.Length; i++)
        {
            if (tokens[i].Kind() is SyntaxKind.SemicolonToken or SyntaxKind.EqualsToken or SyntaxKind.OpenParenToken
                or SyntaxKind.StaticKeyword)
                return null;
            if (tokens[i + 1].IsKind(SyntaxKind.IdentifierToken) && tokens[i + 2].IsKind(SyntaxKind.EqualsToken)
                && !tokens[i].IsKind(SyntaxKind.DotToken))
                return tokens[i + 1].ValueText;
        }
        return null;
    }

    static int Line(Location location) => location.GetLineSpan().StartLinePosition.Line;
}
