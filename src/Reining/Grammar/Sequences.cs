namespace Reining.Grammar;

/// <summary>What both alphabets share.</summary>
static class Sequences
{
    /// <summary>Index of the largest logit (plus noise) among the allowed ones.</summary>
    public static int Choose(ReadOnlySpan<float> logits, GumbelNoise? noise, Func<int, bool> allowed)
    {
        var best = -1;
        var bestValue = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            if (!allowed(i))
                continue;
            var value = logits[i] + (noise?.Next() ?? 0);
            if (best < 0 || value > bestValue)
                (best, bestValue) = (i, value);
        }
        return best;
    }

    public static void CheckLogits(ReadOnlySpan<float> logits, ISequenceAlphabet alphabet)
    {
        if (logits.Length != alphabet.Length * alphabet.Symbols)
            throw new ArgumentException($"Decode: expected {alphabet.Length}·{alphabet.Symbols} logits, got {logits.Length}.");
    }
}
