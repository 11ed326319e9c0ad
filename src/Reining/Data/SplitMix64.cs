namespace Reining.Data;

/// <summary>
/// A small random generator whose output is fixed for all time, unlike that of <see cref="Random"/>: data order and splits must be the same
/// on every version of the runtime. SplitMix64 of Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
/// </summary>
/// <param name="seed">Any value; equal seeds give equal sequences.</param>
public struct SplitMix64(ulong seed)
{
    const ulong Gamma = 0x9E3779B97F4A7C15;

    ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += Gamma);

    /// <summary>A uniform integer in [0, <paramref name="bound"/>), without modulo bias (Lemire,
    /// "Fast random integer generation in an interval", 2019).</summary>
    /// <param name="bound">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var high = Math.BigMul(Next(), (ulong)bound, out var low);
        if (low < (ulong)bound)
        {
            var threshold = (0 - (ulong)bound) % (ulong)bound;
            while (low < threshold) high = Math.BigMul(Next(), (ulong)bound, out low);
        }
        return (int)high;
    }

    /// <summary>A bijection of 64-bit values that spreads nearby inputs apart.</summary>
    /// <param name="z">Any value.</param>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
