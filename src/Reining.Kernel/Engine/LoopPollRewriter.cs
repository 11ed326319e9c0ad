using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reining.Kernel.Engine;

/// <summary>Puts <see cref="CellPoll.Check"/> at the head of each loop body. Lines keep their numbers, columns do not.</summary>
/// <param name="slot">The session's slot, see <see cref="CellPoll.NextSlot"/>.</param>
sealed class LoopPollRewriter(int slot) : CSharpSyntaxRewriter
{
    readonly StatementSyntax _poll = SyntaxFactory.ParseStatement($"global::{typeof(CellPoll).FullName}.{nameof(CellPoll.Check)}({slot});");

    /// <summary>Whether the tree has a loop at all, so that most cells are compiled as they stand.</summary>
    public static bool IsNeeded(SyntaxNode root) => root.DescendantNodes().Any(node =>
        node is WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax);

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var visited = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var visited = (ForStatementSyntax)base.VisitForStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var visited = (DoStatementSyntax)base.VisitDoStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
    {
        var visited = (ForEachStatementSyntax)base.VisitForEachStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        var visited = (ForEachVariableStatementSyntax)base.VisitForEachVariableStatement(node)!;
        return visited.WithStatement(WithPoll(visited.Statement));
    }

    BlockSyntax WithPoll(StatementSyntax body) => body is BlockSyntax block
        ? block.WithStatements(block.Statements.Insert(0, _poll))
        : SyntaxFactory.Block(_poll, body.WithoutTrivia()).WithTriviaFrom(body);
}
