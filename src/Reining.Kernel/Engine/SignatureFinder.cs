using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reining.Kernel.Engine;

/// <summary>Finds the signatures of the call that the cursor is in. For any thread.</summary>
static class SignatureFinder
{
    static readonly SymbolDisplayFormat Head = SymbolDisplayFormat.MinimallyQualifiedFormat.WithMemberOptions(
        SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeContainingType);

    static readonly SymbolDisplayFormat OneParameter = SymbolDisplayFormat.MinimallyQualifiedFormat.WithParameterOptions(
        SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
        | SymbolDisplayParameterOptions.IncludeParamsRefOut
        | SymbolDisplayParameterOptions.IncludeDefaultValue);

    /// <summary>The signatures; null where the cursor is in no call that the compiler knows.</summary>
    public static Signatures? Find(CSharpEngine engine, string code, int position)
    {
        position = Math.Clamp(position, 0, code.Length);
        if (position == 0)
            return null;
        var tree = CodeAssistant.Parse(code);
        var arguments = tree.GetRoot().FindToken(position - 1).Parent?.AncestorsAndSelf().OfType<ArgumentListSyntax>()
            .FirstOrDefault(list => list.OpenParenToken.Span.End <= position
                && (list.CloseParenToken.IsMissing || position <= list.CloseParenToken.SpanStart));
        if (arguments?.Parent is null)
            return null;
        var methods = Methods(engine.Model(tree), arguments.Parent).ToArray();
        if (methods.Length == 0)
            return null;
        var parameter = arguments.Arguments.GetSeparators().Count(separator => separator.SpanStart < position);
        var active = Array.FindIndex(methods, method => method.Parameters.Length >= Math.Max(arguments.Arguments.Count, parameter + 1));
        return new Signatures([.. methods.Select(Item)], Math.Max(active, 0), parameter);
    }

    static IEnumerable<IMethodSymbol> Methods(SemanticModel model, SyntaxNode call)
    {
        switch (call)
        {
            case InvocationExpressionSyntax invocation:
                var group = model.GetMemberGroup(invocation.Expression).OfType<IMethodSymbol>().ToArray();
                if (group.Length > 0)
                    return group;
                var called = model.GetTypeInfo(invocation.Expression).Type as INamedTypeSymbol;
                return called?.DelegateInvokeMethod is { } invoke ? [invoke] : [];
            case BaseObjectCreationExpressionSyntax creation when model.GetTypeInfo(creation).Type is INamedTypeSymbol type:
                return type.InstanceConstructors.Where(one => model.IsAccessible(creation.SpanStart, one));
            default:
                return [];
        }
    }

    static SignatureItem Item(IMethodSymbol method)
    {
        var head = method.MethodKind == MethodKind.Constructor
            ? method.ContainingType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
            : method.ToDisplayString(Head);
        var label = head + "(";
        var places = new List<SignatureParameter>();
        foreach (var parameter in method.Parameters)
        {
            var start = places.Count == 0 ? label.Length : label.Length + 2;
            label += (places.Count == 0 ? "" : ", ") + parameter.ToDisplayString(OneParameter);
            places.Add(new SignatureParameter(start, label.Length));
        }
        return new SignatureItem(label + ")", DocumentationText.Of(method), places);
    }
}
