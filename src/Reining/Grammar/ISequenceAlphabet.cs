namespace Reining.Grammar;

/// <summary>How strings become sequences of symbols of fixed length, and how a decoder's logits become strings.</summary>
public interface ISequenceAlphabet
{
    /// <summary>Sequence length T.</summary>
    int Length { get; }

    /// <summary>Number of symbols R; the last one pads.</summary>
    int Symbols { get; }

    /// <summary>Symbols of a string, padded to <see cref="Length"/>.</summary>
    /// <exception cref="ArgumentException">The string cannot be written in this alphabet, or is too long.</exception>
    int[] Encode(string text);

    /// <summary>Chooses a symbol for each step.</summary>
    /// <param name="logits">T·R values, step by step.</param>
    /// <param name="noise">Gumbel noise is added to the logits, which samples from their softmax;
    /// null takes the most likely symbols.</param>
    /// <returns>A string of the expression grammar, or null if what was decoded is none.</returns>
    /// <exception cref="ArgumentException">Another number of logits.</exception>
    string? Decode(ReadOnlySpan<float> logits, GumbelNoise? noise);

    /// <summary>
    /// Row r tells with ones which symbols could have stood where r stands, R·R values; null if all could.
    /// Training renormalizes the softmax over them.
    /// </summary>
    float[]? Alternatives { get; }
}
