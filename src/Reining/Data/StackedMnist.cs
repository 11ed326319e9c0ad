namespace Reining.Data;

/// <summary>
/// Stacked MNIST: three random digits as the channels of one image, so that there are 1,000 modes whose number is known (Metz et al.,
/// arXiv 1611.02163; Lin et al., arXiv 1712.04086).
/// </summary>
public static class StackedMnist
{
    /// <summary>Digits in an image.</summary>
    public const int Channels = 3;

    /// <summary>Images (3, H, W) of random digits, without labels: a class would not fit into a byte, and none is needed.</summary>
    /// <param name="digits">Gray digits.</param>
    /// <param name="count">How many images, above 0.</param>
    /// <param name="seed">Decides which digits.</param>
    /// <exception cref="ArgumentException">The images are not gray, there are none, or too many for one array are wanted.</exception>
    public static LabeledImages Of(LabeledImages digits, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(digits);
        var size = digits.Height * digits.Width;
        if (digits.Channels != 1 || digits.Count == 0 || count < 1 || (long)count * Channels * size > Array.MaxLength)
            throw new ArgumentException(
                $"StackedMnist: expected gray digits and 1 to {Array.MaxLength / (Channels * size)} images, " +
                $"got {digits} and {count}.");
        var pixels = new byte[count * Channels * size];
        foreach (var (index, place) in Choice(digits.Count, count, seed).Select((index, place) => (index, place)))
            digits.Pixels(index).CopyTo(pixels.AsSpan(place * size, size));
        return new("Stacked MNIST", pixels, new byte[count], Channels, digits.Height, digits.Width, ["three digits"]);
    }

    /// <summary>Which digit is in which channel: three indices an image, one after another.</summary>
    internal static int[] Choice(int digits, int count, ulong seed)
    {
        var random = new SplitMix64(SplitMix64.Mix(seed));
        return [.. Enumerable.Range(0, count * Channels).Select(_ => random.NextBelow(digits))];
    }
}
