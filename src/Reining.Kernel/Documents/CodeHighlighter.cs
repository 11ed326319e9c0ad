using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reining.Kernel.Documents;

/// <summary>
/// C# source as HTML with spans by kind of token: <c>k</c> keyword, <c>s</c> text, <c>n</c> number, <c>c</c> comment, <c>t</c> type,
/// <c>m</c> method, <c>p</c> directive.
/// </summary>
static class CodeHighlighter
{
    static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Parse, SourceCodeKind.Script);

    public static string ToHtml(string source)
    {
        var root = CSharpSyntaxTree.ParseText(source, ParseOptions).GetRoot();
        var html = new StringBuilder(source.Length * 2);
        foreach (var token in root.DescendantTokens())
        {
            AppendTrivia(html, token.LeadingTrivia);
            Append(html, token.Text, Class(token));
            AppendTrivia(html, token.TrailingTrivia);
        }
        return html.ToString();
    }

    static void AppendTrivia(StringBuilder html, SyntaxTriviaList list)
    {
        foreach (var trivia in list)
        {
            var isComment = trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
                || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia);
            Append(html, trivia.ToFullString(), isComment
                ? "c"
                : trivia.IsDirective || trivia.IsKind(SyntaxKind.SkippedTokensTrivia) ? "p" : null);
        }
    }

    static void Append(StringBuilder html, string text, string? kind)
    {
        if (text.Length == 0)
            return;
        var encoded = WebUtility.HtmlEncode(text);
        html.Append(kind is null || string.IsNullOrWhiteSpace(text) ? encoded : $"<span class=\"{kind}\">{encoded}</span>");
    }

    static string? Class(SyntaxToken token)
    {
        if (token.IsKeyword() || SyntaxFacts.IsContextualKeyword(token.Kind()))
            return "k";
        switch (token.Kind())
        {
            case SyntaxKind.NumericLiteralToken:
                return "n";
            case SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken
                or SyntaxKind.InterpolatedVerbatimStringStartToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
                or SyntaxKind.InterpolatedRawStringEndToken
                or SyntaxKind.Utf8StringLiteralToken:
                return "s";
            case SyntaxKind.IdentifierToken:
                return IdentifierClass(token);
            default:
                return null;
        }
    }

    static string? IdentifierClass(SyntaxToken token) => token.Parent switch
    {
        BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or TypeParameterSyntax or ConstructorDeclarationSyntax => "t",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "m",
        IdentifierNameSyntax { IsVar: true } => "k",
        SimpleNameSyntax { Parent: InvocationExpressionSyntax } => "m",
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access } name
            when call.Expression == access && access.Name == name => "m",
        SimpleNameSyntax name when IsType(name) => "t",
        _ => null,
    };

    static bool IsType(SimpleNameSyntax name) => name.Parent switch
    {
        ObjectCreationExpressionSyntax creation => creation.Type == name,
        VariableDeclarationSyntax declaration => declaration.Type == name,
        ParameterSyntax parameter => parameter.Type == name,
        MethodDeclarationSyntax method => method.ReturnType == name,
        LocalFunctionStatementSyntax function => function.ReturnType == name,
        CastExpressionSyntax cast => cast.Type == name,
        ArrayTypeSyntax or NullableTypeSyntax or TypeArgumentListSyntax or SimpleBaseTypeSyntax or TypeOfExpressionSyntax
            or AttributeSyntax => true,
        MemberAccessExpressionSyntax access => access.Expression == name && char.IsUpper(name.Identifier.Text[0]),
        _ => name is GenericNameSyntax,
    };
}
