namespace Reining.Grammar;

/// <summary>
/// Strings as sequences of 15 grammar rules. Decoding keeps a stack and lets only rules through that replace the nonterminal on its top,
/// so the only way to be invalid is not to be finished after 15 rules (rae.md §8, masking).
/// </summary>
public sealed class RuleAlphabet : ISequenceAlphabet
{
    const int R = ExpressionGrammar.RuleCount;

    /// <inheritdoc/>
    public int Length => ExpressionGrammar.MaxRules;

    /// <inheritdoc/>
    public int Symbols => R;

    /// <inheritdoc/>
    public float[] Alternatives { get; } =
    [
        .. from rule in Enumerable.Range(0, R)
           from other in Enumerable.Range(0, R)
           select ExpressionGrammar.LeftSide(rule) == ExpressionGrammar.LeftSide(other) ? 1f : 0f
    ];

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        var rules =
            ExpressionGrammar.Parse(text) ?? throw new ArgumentException($"Encode: expected an expression of the grammar, got '{text}'.");
        if (rules.Length > Length)
            throw new ArgumentException($"Encode: expected at most {Length} rules, got {rules.Length} for '{text}'; shorten it.");
        return [.. rules, .. Enumerable.Repeat(ExpressionGrammar.Padding, Length - rules.Length)];
    }

    /// <inheritdoc/>
    public string? Decode(ReadOnlySpan<float> logits, GumbelNoise? noise)
    {
        Sequences.CheckLogits(logits, this);
        var derivation = new Derivation();
        for (var t = 0; t < Length; t++)
        {
            var nonterminal = derivation.Nonterminal;
            derivation.Apply(Sequences.Choose(logits.Slice(t * R, R), noise, rule => ExpressionGrammar.Allows(nonterminal, rule)));
        }
        return derivation.Text;
    }
}
