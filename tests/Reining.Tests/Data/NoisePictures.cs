using Reining.Data;

namespace Reining.Tests.Data;

/// <summary>Pictures of nothing, for tests of what is done with pictures in color.</summary>
static class NoisePictures
{
    /// <summary>Colors of 64×64 pixels by chance; classes in turn.</summary>
    public static LabeledImages InColor(int count, int seed, int classes = 1)
    {
        var pixels = new byte[count * 3 * 64 * 64];
        new Random(seed).NextBytes(pixels);
        return new(
            "colors", pixels, [.. Enumerable.Range(0, count).Select(i => (byte)(i % classes))], 3, 64, 64,
            [.. Enumerable.Range(0, classes).Select(c => $"{c}")]);
    }
}
