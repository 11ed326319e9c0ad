namespace Reining.Grammar;

/// <summary>
/// The grammar of arithmetic expressions of the Grammar VAE (Kusner, Paige, Hernández-Lobato, ICML 2017; rae.md §8): twelve rules, start S.
/// <code>
/// 0 S → S + T   1 S → S * T   2 S → S / T   3 S → T
/// 4 T → ( S )   5 T → sin( S )   6 T → exp( S )   7 T → x   8 T → 1   9 T → 2   10 T → 3   11 nothing (padding)
/// </code>
/// A string is its leftmost derivation: always the leftmost nonterminal is replaced next. The grammar gives +, * and / one precedence;
/// it says what an expression is, not its value (<see cref="ExpressionScorer"/> evaluates with the usual precedence, as Python does).
/// </summary>
public static class ExpressionGrammar
{
    /// <summary>Number of rules, with the padding.</summary>
    public const int RuleCount = 12;

    /// <summary>Longest derivation that the models take; no string of the data needs more than 14.</summary>
    public const int MaxRules = 15;

    /// <summary>The rule that pads short derivations.</summary>
    public const int Padding = 11;

    internal const char Start = 'S';
    const char Term = 'T';
    const int ToTerm = 3, FirstTermRule = 4;
    static readonly string[] RightSides = ["S+T", "S*T", "S/T", "T", "(S)", "sin(S)", "exp(S)", "x", "1", "2", "3", ""];

    /// <summary>The rules as text, such as <c>S → S+T</c>.</summary>
    public static IReadOnlyList<string> Rules { get; } = [
        .. RightSides.Select((right, rule) => rule == Padding ? "nothing" : $"{LeftSide(rule)} → {right}")
    ];

    /// <summary>Whether a rule may be used when <paramref name="nonterminal"/> (S, T, or '\0' when none is
    /// left) is to be replaced.</summary>
    public static bool Allows(char nonterminal, int rule) => nonterminal == LeftSide(rule);

    /// <summary>What a rule replaces: S, T, or '\0' for the padding.</summary>
    internal static char LeftSide(int rule) => rule switch
    {
        < FirstTermRule => Start,
        < Padding => Term,
        _ => '\0',
    };

    /// <summary>The right side of a rule; capital letters are nonterminals.</summary>
    internal static string RightSide(int rule) => RightSides[rule];

    /// <summary>The leftmost derivation of a string, without padding; null if the grammar does not have the string.</summary>
    public static int[]? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rules = new List<int>();
        var at = 0;
        return Sum(text, ref at, rules) && at == text.Length ? [.. rules] : null;
    }

    /// <summary>The string of a derivation.</summary>
    /// <param name="rules">Rules in leftmost order; padding may follow.</param>
    /// <returns>The string; null if the derivation is not finished.</returns>
    /// <exception cref="ArgumentException">A rule does not fit the nonterminal that is to be replaced.</exception>
    public static string? Write(IReadOnlyList<int> rules)
    {
        var derivation = new Derivation();
        foreach (var rule in rules)
            derivation.Apply(rule);
        return derivation.Text;
    }

    /// <summary>S: terms joined by operators. Leftmost means that the last operator's rule comes first.</summary>
    static bool Sum(string text, ref int at, List<int> rules)
    {
        var start = rules.Count;
        rules.Add(ToTerm);
        if (!TermRules(text, ref at, rules))
            return false;
        while (at < text.Length && "+*/".IndexOf(text[at], StringComparison.Ordinal) is >= 0 and var op)
        {
            at++;
            rules.Insert(start, op);
            if (!TermRules(text, ref at, rules))
                return false;
        }
        return true;
    }

    static bool TermRules(string text, ref int at, List<int> rules)
    {
        for (var rule = FirstTermRule; rule < Padding; rule++)
        {
            var right = RightSides[rule];
            var nested = right.IndexOf(Start, StringComparison.Ordinal);
            var head = nested < 0 ? right : right[..nested];
            if (string.CompareOrdinal(text, at, head, 0, head.Length) != 0)
                continue;
            at += head.Length;
            rules.Add(rule);
            return nested < 0 || (Sum(text, ref at, rules) && at < text.Length && text[at++] == ')');
        }
        return false;
    }
}
