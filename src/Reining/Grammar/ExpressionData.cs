namespace Reining.Grammar;

/// <summary>
/// The 100,000 expressions on which the Grammar VAE was trained, made again string for string (rae.md §8): A op B + g1 + g2, in the
/// order op, A, B, g1, g2, cut off after 100,000.
/// </summary>
public static class ExpressionData
{
    /// <summary>Number of strings.</summary>
    public const int Count = 100_000;

    static readonly string[] Leaves = ["x", "1", "2", "3"];
    static readonly string[] Operators = ["+", "*", "/"];
    static readonly string[] Heads = ["(", "sin(", "exp(", ""];

    /// <summary>All strings, from <c>x+x+(x)+(x+x)</c> to <c>1/3+(x)+3</c>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Generate().Take(Count)];

    static IEnumerable<string> Generate()
    {
        string[] arguments = [.. from op in Operators from a in Leaves from b in Leaves select a + op + b, .. Leaves];
        return
            from op in Operators
            from a in Leaves
            from b in Leaves
            from head1 in Heads
            from leaf in Leaves
            from head2 in Heads
            from argument in head2.Length == 0 ? Leaves : arguments
            select $"{a}{op}{b}+{Call(head1, leaf)}+{Call(head2, argument)}";
    }

    static string Call(string head, string argument) => head.Length == 0 ? argument : $"{head}{argument})";
}
