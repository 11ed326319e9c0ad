using Reining.Images;

namespace Reining.Data;

/// <summary>One emoji of the package.</summary>
/// <param name="Image">64×64 color, on white.</param>
/// <param name="Base">Code points of the emoji without a skin tone, for example <c>1F3C3</c>: its variants share them.</param>
/// <param name="Name">Unicode's name of the base, for example <c>RUNNER</c>.</param>
/// <param name="Category">Unicode's group.</param>
/// <param name="SkinTone">One of <see cref="Emoji.SkinTones"/>.</param>
public sealed record EmojiPicture(PixelImage Image, string Base, string Name, string Category, string SkinTone);
