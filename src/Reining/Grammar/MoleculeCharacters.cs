namespace Reining.Grammar;

/// <summary>Molecules as characters of SMILES, padded with spaces, without masks: the character model's view.</summary>
/// <param name="length">Characters in a sequence, T.</param>
public sealed class MoleculeCharacters(int length) : ISequenceAlphabet
{
    const string Characters = "BCNOSPFIlrcnos[]()@H-+=#/\\12345678 ";

    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public int Symbols => Characters.Length;

    /// <inheritdoc/>
    public float[]? Alternatives => null;

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > length)
            throw new ArgumentException($"Encode: expected at most {length} characters, got {text.Length} in '{text}'; leave it out.");
        var symbols = text.PadRight(length).Select(c => Characters.IndexOf(c, StringComparison.Ordinal)).ToArray();
        return !symbols.Contains(-1)
            ? symbols
            : throw new ArgumentException($"Encode: expected the characters '{Characters}', got '{text}'.");
    }

    /// <summary>Chooses a character for each step.</summary>
    /// <returns>The text without spaces at the ends; null for none.</returns>
    /// <inheritdoc/>
    public string? Decode(ReadOnlySpan<float> logits, GumbelNoise? noise)
    {
        Sequences.CheckLogits(logits, this);
        var text = new char[length];
        for (var t = 0; t < length; t++)
            text[t] = Characters[Sequences.Choose(logits.Slice(t * Symbols, Symbols), noise, _ => true)];
        return new string(text).Trim() is { Length: > 0 } trimmed ? trimmed : null;
    }
}
