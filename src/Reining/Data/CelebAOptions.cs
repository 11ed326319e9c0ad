using Reining.Images;

namespace Reining.Data;

/// <summary>Which faces, and how large. The defaults are the thesis's: the middle 140×140, brought to 64×64.</summary>
public sealed record CelebAOptions
{
    /// <summary>The folder of your copy; null takes the variable <see cref="CelebA.Variable"/>.</summary>
    public string? Path { get; init; }

    /// <summary>Side of the square cut from the middle, in pixels, 1 to 178.</summary>
    public int Crop { get; init => field = Options.InRange(value, 1, 179, nameof(Crop)); } = 140;

    /// <summary>Side of the images in the set, in pixels.</summary>
    public int Side { get; init => field = Options.Positive(value, nameof(Side)); } = 64;

    /// <summary>How the crop is brought to <see cref="Side"/>.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Bilinear;

    /// <summary>An attribute of <c>list_attr_celeba.txt</c> that becomes the class (for example <c>Smiling</c>);
    /// null makes one class.</summary>
    public string? Attribute { get; init; }

    /// <summary>The most images of each part; 0 takes all.</summary>
    public int Limit { get; init => field = Options.NotNegative(value, nameof(Limit)); }
}
