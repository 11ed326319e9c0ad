namespace Reining.Models;

/// <summary>The convolutional encoder–decoder pair of the thesis's autoencoder chapter, for any width (rae.md §3).</summary>
/// <param name="Channels">Image channels: 1 or 3.</param>
/// <param name="Side">Image side in pixels: a multiple of 16 that is 8 times a power of two.</param>
/// <param name="Width">Base filters f; the author's value is 128.</param>
/// <param name="LatentSize">Latent dimensions d.</param>
/// <param name="Kernel">Kernel side: 4 (MNIST, CIFAR) or 5 (CelebA).</param>
/// <param name="Rescale">Map pixels to [−1, 1] before the first convolution.</param>
public sealed record ConvNetOptions(int Channels, int Side, int Width, int LatentSize, int Kernel, bool Rescale)
{
    /// <summary>Image channels.</summary>
    public int Channels { get; init => field = Options.Positive(value, nameof(Channels)); } = Options.Positive(Channels, nameof(Channels));

    /// <summary>Image side in pixels.</summary>
    public int Side { get; init => field = CheckedSide(value); } = CheckedSide(Side);

    /// <summary>Base filters.</summary>
    public int Width { get; init => field = Options.Positive(value, nameof(Width)); } = Options.Positive(Width, nameof(Width));

    /// <summary>Latent dimensions.</summary>
    public int LatentSize
    {
        get;
        init => field = Options.Positive(value, nameof(LatentSize));
    } = Options.Positive(LatentSize, nameof(LatentSize));

    /// <summary>Kernel side.</summary>
    public int Kernel
    {
        get;
        init => field = Options.InRange(value, 2, 12, nameof(Kernel));
    } = Options.InRange(Kernel, 2, 12, nameof(Kernel));

    /// <summary>
    /// Share of a new batch in batch normalization's running averages, in (0, 1]. The author's code has 0.01, a memory of a hundred
    /// steps, which suits runs of many thousand steps; short runs need more.
    /// </summary>
    public double NormMomentum
    {
        get;
        init =>
            field = value is > 0 and <= 1
                ? value
                : throw new ArgumentOutOfRangeException(nameof(NormMomentum), $"NormMomentum: expected a value in (0, 1], got {value}.");
    } = 0.01;

    /// <summary>Pixels of one image over all channels, D_x.</summary>
    public int Pixels => Channels * Side * Side;

    /// <summary>MNIST zero-padded to 32×32, d = 16.</summary>
    public static ConvNetOptions Mnist(int width = 128, int latentSize = 16) => new(1, 32, width, latentSize, 4, true);

    /// <summary>CIFAR-10, d = 128.</summary>
    public static ConvNetOptions Cifar10(int width = 128, int latentSize = 128) => new(3, 32, width, latentSize, 4, true);

    /// <summary>CelebA cropped to 64×64, d = 64.</summary>
    public static ConvNetOptions CelebA(int width = 128, int latentSize = 64) => new(3, 64, width, latentSize, 5, false);

    static int CheckedSide(int side) => side >= 16 && int.IsPow2(side) ? side
        : throw new ArgumentOutOfRangeException(nameof(Side), $"Side: expected 16, 32, 64, …, got {side}; pad or resize the images.");
}
