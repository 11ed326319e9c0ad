using Reining.Images;

namespace Reining.Data;

/// <summary>How the pictures of a folder become a data set of one size.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Side of the square cut from the middle before anything else, in pixels; 0 cuts the largest square that fits.</summary>
    public int Crop { get; init => field = Options.NotNegative(value, nameof(Crop)); }

    /// <summary>Side of the images in the set, in pixels; 0 keeps the crop's size.</summary>
    public int Side { get; init => field = Options.NotNegative(value, nameof(Side)); }

    /// <summary>1 gray or 3 color; pictures of the other kind are converted, transparent ones put on white.</summary>
    public int Channels
    {
        get;
        init =>
            field = value is 1 or 3
                ? value
                : throw new ArgumentOutOfRangeException(nameof(Channels), value, $"Channels: expected 1 or 3, got {value}.");
    } = 3;

    /// <summary>How the crop is brought to <see cref="Side"/>.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Bilinear;

    /// <summary>The most pictures to take, the first ones in order of class and name; 0 takes all.</summary>
    public int Limit { get; init => field = Options.NotNegative(value, nameof(Limit)); }
}
