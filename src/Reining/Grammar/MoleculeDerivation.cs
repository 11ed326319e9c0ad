using System.Text;

namespace Reining.Grammar;

/// <summary>A leftmost derivation of a molecule in the making.</summary>
public sealed class MoleculeDerivation
{
    readonly Stack<string> _open = new([MoleculeGrammar.Start]);
    readonly StringBuilder _written = new();

    /// <summary>The nonterminal that the next rule replaces; empty when none is left.</summary>
    public string Nonterminal => _open.Count > 0 ? _open.Peek() : "";

    /// <summary>The string; null while a nonterminal is left.</summary>
    public string? Text => _open.Count == 0 ? _written.ToString() : null;

    /// <summary>Whether a rule may come next.</summary>
    public bool Allows(int rule) => MoleculeGrammar.LeftSide(rule) == Nonterminal;

    /// <summary>Applies a rule.</summary>
    /// <param name="rule">0 to 75.</param>
    /// <exception cref="ArgumentException">The rule replaces another nonterminal.</exception>
    public void Apply(int rule)
    {
        if (rule is < 0 or >= MoleculeGrammar.RuleCount || !Allows(rule))
            throw new ArgumentException(
                $"MoleculeDerivation.Apply: expected a rule for {(Nonterminal.Length == 0 ? "nothing (it is complete)" : Nonterminal)}, " +
                $"got {rule}; ask Allows first.");
        if (rule == MoleculeGrammar.Padding)
            return;
        _open.Pop();
        foreach (var symbol in MoleculeGrammar.RightSide(rule).Reverse())
            _open.Push(symbol);
        while (_open.Count > 0 && !MoleculeGrammar.IsNonterminal(_open.Peek()))
            _written.Append(_open.Pop());
    }
}
