using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reining.Kernel.Documents;

/// <summary>
/// Parameters of a notebook: the variables of its cell tagged <c>parameters</c>, and the cell that overrides them, as papermill has it.
/// </summary>
public static class NotebookParameters
{
    /// <summary>The tag of the cell that declares the parameters and their defaults.</summary>
    public const string Tag = "parameters";

    /// <summary>The tag of the cell that a run inserts after it.</summary>
    public const string InjectedTag = "injected-parameters";

    static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>The parameters that a notebook declares, in order.</summary>
    public static IReadOnlyList<NotebookParameter> Find(NotebookDocument document) =>
        document.Cells.FirstOrDefault(cell => cell.Kind == CellKind.Code && cell.HasTag(Tag)) is { } cell ? Declarations(cell.Source) : [];

    /// <summary>Inserts the cell that gives parameters other values, in place of the one of an earlier run.</summary>
    /// <param name="document">The notebook, which is changed.</param>
    /// <param name="values">Values by name, as text; each is read by the parameter's declared type.</param>
    /// <exception cref="DocumentException">There is no parameters cell, no such parameter, or a value is not of its type; the notebook is
    /// as it was.</exception>
    public static void Inject(NotebookDocument document, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0)
            return;
        var place = document.Cells.FindIndex(cell => cell.Kind == CellKind.Code && cell.HasTag(Tag));
        if (place < 0)
            throw new DocumentException(
                $"Parameters: expected a code cell tagged '{Tag}', found none; tag the cell that declares "
                    + $"{string.Join(", ", values.Keys)}.");
        var declared = Declarations(document.Cells[place].Source);
        var lines = values.Select(pair => Line(declared, pair.Key, pair.Value)).ToArray();

        document.Cells.RemoveAll(cell => cell.HasTag(InjectedTag));
        place = document.Cells.FindIndex(cell => cell.Kind == CellKind.Code && cell.HasTag(Tag));
        var source = string.Join('\n', lines.Prepend("// Parameters"));
        document.Cells.Insert(place + 1, new NotebookCell(CellKind.Code, CellIds.Make(source, document.Cells.Select(cell => cell.Id)),
            source)
        {
            Metadata = new JsonObject { ["tags"] = new JsonArray(InjectedTag) },
        });
    }

    static string Line(IReadOnlyList<NotebookParameter> declared, string name, string value)
    {
        var known = declared.Count == 0 ? "none (the cell declares no variable)" : string.Join(", ", declared.Select(one => one.Name));
        var parameter = declared.FirstOrDefault(parameter => parameter.Name == name)
            ?? throw new DocumentException($"Parameters: expected one of {known}, got '{name}'"
                + $"{(Engine.Spelling.Nearest(name, declared.Select(one => one.Name)) is { } near ? $"; did you mean '{near}'?" : ".")}");
        return $"{parameter.Type} {name} = {ParameterValue.ToExpression(parameter, value)};";
    }

    static List<NotebookParameter> Declarations(string source)
    {
        var tree = CSharpSyntaxTree.ParseText(source, ParseOptions);
        var found = new List<NotebookParameter>();
        foreach (var declaration in tree.GetCompilationUnitRoot().Members.Select(Declaration).OfType<VariableDeclarationSyntax>())
        {
            foreach (var variable in declaration.Variables)
            {
                var value = variable.Initializer?.Value;
                var type = declaration.Type.IsVar ? LiteralType(value) : declaration.Type.ToString();
                found.Add(new NotebookParameter(variable.Identifier.Text, type, value?.ToString() ?? "", Comment(declaration)));
            }
        }
        return found;
    }

    static VariableDeclarationSyntax? Declaration(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field => field.Declaration,
        GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Declaration,
        _ => null,
    };

    static string LiteralType(ExpressionSyntax? value) => value switch
    {
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.UnaryPlusExpression } sign =>
            LiteralType(sign.Operand),
        LiteralExpressionSyntax { Token.Value: { } literal } => Display.ValueShape.TypeName(literal.GetType()),
        ArrayCreationExpressionSyntax array => array.Type.ElementType + "[]",
        ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: [var first, ..] } => LiteralType(first) + "[]",
        MemberAccessExpressionSyntax member => member.Expression.ToString(),
        _ => "var",
    };

    static string Comment(VariableDeclarationSyntax declaration) =>
        declaration.Parent!.GetTrailingTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)).ToString()
            .TrimStart('/', ' ');
}
