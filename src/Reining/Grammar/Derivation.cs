using System.Text;

namespace Reining.Grammar;

/// <summary>A leftmost derivation in the making: the stack of what is still to be written, and what is written already.</summary>
public sealed class Derivation
{
    readonly Stack<char> _open = new([ExpressionGrammar.Start]);
    readonly StringBuilder _written = new();

    /// <summary>The nonterminal that the next rule replaces, S or T; '\0' when none is left.</summary>
    public char Nonterminal => _open.Count > 0 ? _open.Peek() : '\0';

    /// <summary>The string; null while a nonterminal is left.</summary>
    public string? Text => _open.Count == 0 ? _written.ToString() : null;

    /// <summary>Whether a rule may come next.</summary>
    public bool Allows(int rule) => ExpressionGrammar.Allows(Nonterminal, rule);

    /// <summary>Applies a rule.</summary>
    /// <param name="rule">0 to 11.</param>
    /// <exception cref="ArgumentException">The rule replaces another nonterminal.</exception>
    public void Apply(int rule)
    {
        if (rule is < 0 or >= ExpressionGrammar.RuleCount || !Allows(rule))
            throw new ArgumentException(
                $"Derivation.Apply: expected a rule for {(Nonterminal == '\0' ? "nothing (the string is complete)" : Nonterminal)}, " +
                $"got {rule}; ask Allows first.");
        if (rule == ExpressionGrammar.Padding)
            return;
        _open.Pop();
        foreach (var symbol in ExpressionGrammar.RightSide(rule).Reverse())
            _open.Push(symbol);
        while (_open.Count > 0 && !char.IsUpper(_open.Peek()))
            _written.Append(_open.Pop());
    }
}
