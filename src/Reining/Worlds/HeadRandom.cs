using Reining.Data;

namespace Reining.Worlds;

/// <summary>Random numbers of one head for one purpose: a counter decides them, so that a set of heads need not be stored.</summary>
struct HeadRandom
{
    SplitMix64 _bits;

    HeadRandom(ulong seed) => _bits = new SplitMix64(seed);

    /// <summary>What the numbers are for; each has a stream of its own, so that one does not move another.</summary>
    public enum Purpose : ulong
    {
        Parameters = 1,
        Photo = 2,
        Noise = 3,
        Perturbation = 4,
    }

    public static HeadRandom Of(long index, Purpose purpose) => new(SplitMix64.Mix(SplitMix64.Mix((ulong)index) + (ulong)purpose));

    /// <summary>Uniform in [from, to).</summary>
    public float Uniform(float from, float to) => from + (to - from) * Unit();

    /// <summary>Standard normal, cut at 2.5 deviations.</summary>
    public float Normal() => Pair().First;

    /// <summary>Two independent ones (Box and Muller).</summary>
    public (float First, float Second) Pair()
    {
        var radius = MathF.Sqrt(-2 * MathF.Log(1 - Unit()));
        var (sine, cosine) = MathF.SinCos(MathF.Tau * Unit());
        return (Cut(radius * cosine), Cut(radius * sine));

        static float Cut(float value) => Math.Clamp(value, -HeadParameters.Clip, HeadParameters.Clip);
    }

    float Unit() => (_bits.Next() >> 40) * (1f / (1 << 24));
}
