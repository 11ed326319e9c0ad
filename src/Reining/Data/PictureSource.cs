using Reining.Images;

namespace Reining.Data;

/// <summary>Pictures to train on, by the name of a data set or by a folder.</summary>
/// <param name="Images">The pictures, of one size.</param>
/// <param name="Pad">Zeros around each, so that its side is a power of two.</param>
/// <param name="Remarks">What was done to them, in sentences for people.</param>
public sealed record PictureSource(LabeledImages Images, int Pad, IReadOnlyList<string> Remarks)
{
    const int Least = 20;
    static readonly Dictionary<string, Func<LabeledImages>> Sets = new()
    {
        ["mnist"] = () => Mnist.Load().Train,
        ["fashion-mnist"] = () => FashionMnist.Load().Train,
        ["cifar10"] = () => Cifar10.Load().Train,
        ["emoji"] = () => Emoji.Load().Train,
        ["svhn"] = () => Svhn.Load().Train,
        ["coil100"] = () => Coil100.Load().Train,
    };

    /// <summary>The data sets that can be named.</summary>
    public static IReadOnlyCollection<string> SetNames => Sets.Keys;

    /// <summary>Side of the nets: the padded side of the images.</summary>
    public int Side => Images.Height + 2 * Pad;

    /// <summary>Loads a data set, or the pictures of a folder: each is cut to its middle square and brought to one size.</summary>
    /// <param name="nameOrFolder">One of <see cref="SetNames"/>, or a folder of PNG and JPEG files.</param>
    /// <param name="side">Side in pixels, 16, 32, 64, …; 0 chooses one from the pictures.</param>
    /// <exception cref="DataException">Neither; or fewer than twenty pictures.</exception>
    public static PictureSource Load(string nameOrFolder, int side = 0)
    {
        if (Sets.TryGetValue(nameOrFolder, out var set) && !Directory.Exists(nameOrFolder))
            return Padded(set(), side);
        if (!Directory.Exists(nameOrFolder))
        {
            throw new DataException(
                $"Pictures: expected a folder or one of {string.Join(", ", SetNames)}, " +
                $"got '{nameOrFolder}', which is neither; correct the path.");
        }
        var remarks = new List<string>();
        var sizes = Survey(nameOrFolder);
        if (side == 0)
            side = sizes.Min(s => Math.Min(s.Width, s.Height)) switch { >= 64 => 64, >= 32 => 32, _ => 16 };
        if (sizes.Distinct().Count() > 1)
        {
            remarks.Add($"Pictures of {sizes.Distinct().Count()} sizes, from {Size(sizes.MinBy(Area))} to {Size(sizes.MaxBy(Area))}: " +
                $"each is cut to its middle square and resized to {side}x{side}.");
        }
        else if (sizes[0] != (side, side))
        {
            remarks.Add($"Pictures of {Size(sizes[0])}: cut to the middle square and resized to {side}x{side}.");
        }
        var images = ImageFolder.Load(nameOrFolder, new ImageFolderOptions { Side = side });
        if (IsGray(images))
        {
            images = ImageFolder.Load(nameOrFolder, new ImageFolderOptions { Side = side, Channels = 1 });
            remarks.Add("All pictures are gray: one channel.");
        }
        if (images.Count < Least)
        {
            throw new DataException(
                $"Pictures: expected at least {Least} pictures to train on and to validate with, got {images.Count} in " +
                    $"'{nameOrFolder}'; add more, some hundreds if you can.");
        }
        return new PictureSource(images, 0, remarks);
    }

    static PictureSource Padded(LabeledImages images, int side)
    {
        var target = side > 0 ? side : 1 << (int)Math.Ceiling(Math.Log2(images.Height));
        if (target < images.Height || (target - images.Height) % 2 != 0)
        {
            throw new DataException($"Pictures: expected a side of {images.Height} or more and even steps, got {target}; " +
                $"'{images.Name}' is padded, never cut.");
        }
        var pad = (target - images.Height) / 2;
        return new PictureSource(
            images, pad,
            pad == 0 ? [] : [$"Pictures of {images.Width}x{images.Height}: {pad} black pixels around each, {target}x{target}."]);
    }

    static List<(int Width, int Height)> Survey(string folder)
    {
        var first = ImageFolder.Files(folder);
        return [.. first.Select(f => ImageCodec.Load(f)).Select(p => (p.Width, p.Height))];
    }

    static bool IsGray(LabeledImages images)
    {
        var plane = images.Height * images.Width;
        for (var i = 0; i < images.Count; i++)
        {
            var pixels = images.Pixels(i);
            if (!pixels[..plane].SequenceEqual(pixels.Slice(plane, plane)) ||
                !pixels[..plane].SequenceEqual(pixels.Slice(2 * plane, plane)))
                return false;
        }
        return true;
    }

    static int Area((int Width, int Height) size) => size.Width * size.Height;

    static string Size((int Width, int Height) size) => $"{size.Width}x{size.Height}";
}
