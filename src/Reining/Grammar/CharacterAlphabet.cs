namespace Reining.Grammar;

/// <summary>
/// Strings as 19 characters out of 15, padded with spaces, without masks: the character model's view (rae.md §8). Valid is what, spaces at
/// the ends left out, the grammar can parse; Python's <c>eval</c>, which the original used, also takes such as <c>+x</c>,
/// <c>12</c> and <c>x**2</c>.
/// </summary>
public sealed class CharacterAlphabet : ISequenceAlphabet
{
    const string Characters = "x+()123*/sinep ";

    /// <inheritdoc/>
    public int Length => 19;

    /// <inheritdoc/>
    public int Symbols => Characters.Length;

    /// <inheritdoc/>
    public float[]? Alternatives => null;

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Length)
            throw new ArgumentException($"Encode: expected at most {Length} characters, got {text.Length} in '{text}'; shorten it.");
        var symbols = text.PadRight(Length).Select(c => Characters.IndexOf(c, StringComparison.Ordinal)).ToArray();
        return !symbols.Contains(-1)
            ? symbols
            : throw new ArgumentException($"Encode: expected the characters '{Characters}', got '{text}'.");
    }

    /// <inheritdoc/>
    public string? Decode(ReadOnlySpan<float> logits, GumbelNoise? noise)
    {
        var text = DecodeText(logits, noise);
        return ExpressionGrammar.Parse(text) is null ? null : text;
    }

    /// <summary>What was decoded, valid or not, without spaces at the ends.</summary>
    /// <inheritdoc cref="Decode" path="/param"/>
    public string DecodeText(ReadOnlySpan<float> logits, GumbelNoise? noise)
    {
        Sequences.CheckLogits(logits, this);
        var text = new char[Length];
        for (var t = 0; t < Length; t++)
            text[t] = Characters[Sequences.Choose(logits.Slice(t * Symbols, Symbols), noise, _ => true)];
        return new string(text).Trim();
    }
}
