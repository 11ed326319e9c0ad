using Reining.Data;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// Random numbers as a function of (seed, purpose, index) instead of hidden state: step 700 draws the same noise whether or not
/// the run was interrupted, and nothing needs to be saved.
/// </summary>
public static class RandomStream
{
    /// <summary>A seed for one purpose.</summary>
    public static ulong Seed(ulong seed, RandomPurpose purpose, long index = 0) =>
        SplitMix64.Mix(SplitMix64.Mix(seed + 0x9E3779B97F4A7C15 * ((ulong)purpose + 1)) + (ulong)index);

    /// <summary>A CPU generator for one purpose.</summary>
    public static Generator Generator(ulong seed, RandomPurpose purpose, long index = 0) => new(Seed(seed, purpose, index));
}
