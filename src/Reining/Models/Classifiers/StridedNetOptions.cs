namespace Reining.Models;

/// <summary>Sizes of a <see cref="StridedNet"/>; the defaults are for MNIST.</summary>
/// <param name="Width">Maps of the first convolution; the second has twice as many.</param>
/// <param name="Hidden">Units of the hidden layer.</param>
public sealed record StridedNetOptions(long Width = 16, long Hidden = 128)
{
    /// <summary>Maps of the first convolution.</summary>
    public long Width { get; init => field = Options.Positive(value, nameof(Width)); } = Options.Positive(Width, nameof(Width));

    /// <summary>Units of the hidden layer.</summary>
    public long Hidden { get; init => field = Options.Positive(value, nameof(Hidden)); } = Options.Positive(Hidden, nameof(Hidden));

    /// <summary>1 gray, 3 color.</summary>
    public long Channels { get; init => field = Options.Positive(value, nameof(Channels)); } = 1;

    /// <summary>Side of the images in pixels, a multiple of 4.</summary>
    public long Side
    {
        get;
        init => field = value > 0 && value % 4 == 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Side), value, $"Side: expected a multiple of 4, got {value}; pad the images.");
    } = 28;

    /// <summary>Numbers in an image.</summary>
    public long Pixels => Channels * Side * Side;
}
