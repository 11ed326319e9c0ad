using System.IO.Enumeration;
using Reining.Images;

namespace Reining.Data;

/// <summary>
/// A folder of pictures as a data set: the subfolders are the classes, in alphabetical order, with all pictures below them, however deep;
/// without subfolders there is one class, the folder. Hidden files and folders (names that begin with a dot) are not looked at. PNG and
/// JPEG are read, each once; the set keeps bytes (12 kB an image of 64×64 in color, 2.5 GB for all of CelebA), never floats.
/// </summary>
public static class ImageFolder
{
    const int PerBlock = 8192;
    static readonly string[] Endings = [".png", ".jpg", ".jpeg"];

    /// <summary>Reads all pictures.</summary>
    /// <param name="folder">Subfolders of pictures, or pictures.</param>
    /// <param name="options">Size, channels and filter; null takes color squares in the size they have,
    /// which must then be the same.</param>
    /// <param name="report">Gets a line if pictures are left out because they lie beside the classes; null writes to the console.</param>
    /// <exception cref="DataException">No folder or no picture in it; a picture that cannot be read,
    /// is too small for the crop or has another size than the others (the message names the file); more than 256 classes.</exception>
    public static LabeledImages Load(string folder, ImageFolderOptions? options = null, Action<string>? report = null)
    {
        options ??= new ImageFolderOptions();
        if (!Directory.Exists(folder))
            throw new DataException($"ImageFolder: expected a folder at '{folder}', got none; correct the path.");
        var classes = Classes(folder);
        if (classes.Length > 0 && Pictures(folder, below: false).Count() is var beside and > 0)
            (report ?? Console.WriteLine)(
                $"ImageFolder: {beside} pictures of '{folder}' lie beside its {classes.Length} classes and are left out.");
        if (classes.Length == 0) classes = [Path.GetFullPath(folder)];
        if (classes.Length > 256)
            throw new DataException(
                "ImageFolder: expected at most 256 classes (subfolders with pictures) " +
                $"in '{folder}', got {classes.Length}; put the pictures in fewer folders.");
        var files = classes.SelectMany((c, label) => Pictures(c).Select(path => (path, (byte)label))).ToArray();
        if (options.Limit > 0) files = [.. files.Take(options.Limit)];
        if (files.Length == 0)
            throw new DataException(
                $"ImageFolder: expected pictures ({string.Join(", ", Endings)}) " +
                $"in '{folder}' or its subfolders, got none; correct the path.");
        return Read(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), files,
            [.. classes.Select(c => Path.GetFileName(Path.TrimEndingDirectorySeparator(c)))], options);
    }

    /// <summary>The pictures of a folder and its subfolders, in the order in which <see cref="Load"/> takes them.</summary>
    /// <exception cref="DataException">There is none.</exception>
    internal static IReadOnlyList<string> Files(string folder)
    {
        var classes = Classes(folder);
        var files = (classes.Length == 0 ? [folder] : classes).SelectMany(c => Pictures(c)).ToList();
        return files.Count > 0 ? files
            : throw new DataException(
                $"ImageFolder: expected pictures ({string.Join(", ", Endings)}) in '{folder}' or below it, got none; correct the path.");
    }

    /// <summary>Reads pictures in the order given, on all cores.</summary>
    internal static LabeledImages Read(
        string name, IReadOnlyList<(string Path, byte Label)> files, IReadOnlyList<string> classNames, ImageFolderOptions options)
    {
        var first = Prepare(files[0].Path, options);
        int size = first.Width * first.Height * options.Channels;
        byte[][] blocks = [.. Enumerable.Range(0, (files.Count + PerBlock - 1) / PerBlock)
            .Select(b => new byte[Math.Min(PerBlock, files.Count - b * PerBlock) * size])];
        try
        {
            Parallel.For(0, files.Count, i =>
            {
                var picture = Prepare(files[i].Path, options);
                if (picture.Width != first.Width || picture.Height != first.Height)
                    throw new DataException(
                        $"ImageFolder: expected pictures of {first.Width}x{first.Height} like '{files[0].Path}', " +
                        $"got {picture.Width}x{picture.Height} in '{files[i].Path}'; set Side to bring all to one size.");
                ToPlanes(picture, blocks[i / PerBlock].AsSpan(i % PerBlock * size, size));
            });
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions.FirstOrDefault(x => x is DataException) is { } told)
        {
            throw new DataException(told.Message, e);
        }
        return new LabeledImages(
            name, blocks, PerBlock, [.. files.Select(f => f.Label)], options.Channels, first.Height, first.Width, classNames);
    }

    /// <summary>(H, W, C) to (C, H, W).</summary>
    internal static void ToPlanes(PixelImage image, Span<byte> target)
    {
        int c = image.Channels, plane = image.Width * image.Height;
        for (var k = 0; k < c; k++)
        {
            for (var i = 0; i < plane; i++) target[k * plane + i] = image.Pixels[i * c + k];
        }
    }

    static string[] Classes(string folder) =>
        [.. Directory.GetDirectories(folder).Where(d => !IsHidden(Path.GetFileName(d)) && Pictures(d).Any()).Order(StringComparer.Ordinal)];

    /// <summary>Pictures in a folder and, if asked, below it, in order. Links to folders below are not followed: they may lead
    /// back.</summary>
    static IEnumerable<string> Pictures(string folder, bool below = true) =>
        new FileSystemEnumerable<string>(
            folder, (ref entry) => entry.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = below, AttributesToSkip = 0 })
        {
            ShouldRecursePredicate = (ref entry) => !IsHidden(entry.FileName) && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && !IsHidden(entry.FileName) && IsPicture(entry.FileName),
        }.Order(StringComparer.Ordinal);

    static bool IsPicture(ReadOnlySpan<char> name) => Endings.Contains(Path.GetExtension(name).ToString().ToLowerInvariant());

    static bool IsHidden(ReadOnlySpan<char> name) => name.StartsWith(".");

    static PixelImage Prepare(string path, ImageFolderOptions options)
    {
        PixelImage image;
        try
        {
            image = ImageCodec.Load(path);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"ImageFolder: expected a readable PNG or JPEG at '{path}', " +
                $"got an error ({e.Message.TrimEnd('.')}); remove or replace the file.", e);
        }
        var crop = options.Crop > 0 ? options.Crop : Math.Min(image.Width, image.Height);
        if (crop > Math.Min(image.Width, image.Height))
            throw new DataException(
                $"ImageFolder: expected a picture of at least {crop}x{crop}, the crop, got {image.Width}x{image.Height} in '{path}'; " +
                "choose a smaller crop or remove the file.");
        var square = ImageTransform.CenterCrop(ImageTransform.ToChannels(image, options.Channels), crop, crop);
        return options.Side == 0 || options.Side == crop
            ? square
            : ImageTransform.Resize(square, options.Side, options.Side, options.Filter);
    }
}
