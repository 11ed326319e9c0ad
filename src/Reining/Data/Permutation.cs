namespace Reining.Data;

/// <summary>Random orders that are pure functions of what names them.</summary>
public static class Permutation
{
    /// <summary>The order of epoch <paramref name="epoch"/>: 0..<paramref name="count"/>−1 shuffled (Fisher and Yates) by a generator
    /// seeded from (seed, epoch).</summary>
    /// <param name="count">How many indices, at least 0.</param>
    /// <param name="seed">The run's data seed.</param>
    /// <param name="epoch">Which pass over the data; −1 is reserved for splits.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static int[] Of(int count, ulong seed, long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var random = new SplitMix64(SplitMix64.Mix(seed) + SplitMix64.Mix(unchecked((ulong)epoch) ^ 0xD1B54A32D192ED03));
        var order = new int[count];
        for (var i = 0; i < count; i++) order[i] = i;
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.NextBelow(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
