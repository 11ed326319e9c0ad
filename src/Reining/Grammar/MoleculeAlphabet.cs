namespace Reining.Grammar;

/// <summary>Molecules as sequences of rules of <see cref="MoleculeGrammar"/>. Decoding lets only rules through that replace the nonterminal
/// on top of the stack; a finished derivation is SMILES by its form, whether it is a molecule a chemistry toolkit says.</summary>
/// <param name="length">Rules in a sequence, T.</param>
public sealed class MoleculeAlphabet(int length) : ISequenceAlphabet
{
    const int R = MoleculeGrammar.RuleCount;

    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public int Symbols => R;

    /// <inheritdoc/>
    public float[] Alternatives { get; } =
    [
        .. from rule in Enumerable.Range(0, R)
           from other in Enumerable.Range(0, R)
           select MoleculeGrammar.LeftSide(rule) == MoleculeGrammar.LeftSide(other) ? 1f : 0f
    ];

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        var rules = MoleculeGrammar.Parse(text) ?? throw new ArgumentException($"Encode: expected SMILES of the grammar, got '{text}'.");
        if (rules.Length > length)
            throw new ArgumentException($"Encode: expected at most {length} rules, got {rules.Length} for '{text}'; leave it out.");
        return [.. rules, .. Enumerable.Repeat(MoleculeGrammar.Padding, length - rules.Length)];
    }

    /// <inheritdoc/>
    public string? Decode(ReadOnlySpan<float> logits, GumbelNoise? noise)
    {
        Sequences.CheckLogits(logits, this);
        var derivation = new MoleculeDerivation();
        for (var t = 0; t < length; t++)
        {
            var choice = Sequences.Choose(logits.Slice(t * R, R), noise, derivation.Allows);
            if (choice < 0)
                return null; // 'class', which no rule replaces
            derivation.Apply(choice);
        }
        return derivation.Text;
    }
}
