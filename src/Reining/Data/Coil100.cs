using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Reining.Images;

namespace Reining.Data;

/// <summary>A hundred objects, each from 72 sides, 128×128 color: Nene, Nayar and Murase, "Columbia Object Image Library (COIL-100)",
/// technical report CUCS-006-96, 1996.</summary>
public static partial class Coil100
{
    const string Archive = "coil-100.zip";
    const int Objects = 100, Channels = 3, Turn = 5; // degrees between two pictures

    /// <summary>Fetched and checked on first use (131 MB), then read from the cache.</summary>
    /// <param name="side">Pixels of a side to which pictures are reduced, up to 128.</param>
    /// <param name="testEvery">Every so many pictures of an object are the test part, at least 2.</param>
    /// <param name="cache">Where data lies; null takes the machine's cache.</param>
    /// <exception cref="DataException">No source gave the data, or the archive holds something else.</exception>
    public static TrainTest Load(int side = 32, int testEvery = 4, DataCache? cache = null) =>
        ReadArchive(Path.Combine((cache ?? new DataCache()).Ensure("coil100"), Archive), side, testEvery);

    /// <summary>Reads the official archive.</summary>
    /// <param name="path">A .zip with pictures <c>coil-100/obj1__0.png</c>: object and angle in degrees.</param>
    /// <param name="side">Pixels of a side to which pictures are reduced, up to 128.</param>
    /// <param name="testEvery">Every so many pictures of an object are the test part, at least 2.</param>
    /// <exception cref="DataException">It is missing, damaged, or has no such pictures.</exception>
    public static TrainTest ReadArchive(string path, int side, int testEvery)
    {
        Options.InRange(side, 1, 129, nameof(side));
        Options.InRange(testEvery, 2, int.MaxValue, nameof(testEvery));
        if (!File.Exists(path))
            throw new DataException($"Coil100: expected an archive at '{path}', got no such file; correct the path or use Coil100.Load.");
        var pictures = new List<(int Object, int Angle, PixelImage Image)>();
        try
        {
            using var zip = ZipFile.OpenRead(path);
            foreach (var entry in zip.Entries)
            {
                if (Name().Match(entry.FullName) is not { Success: true } match)
                    continue;
                using var stream = entry.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                var image = ImageTransform.ToChannels(ImageCodec.Decode(bytes.ToArray(), entry.FullName), Channels);
                pictures.Add((Number(match, 1), Number(match, 2), ImageTransform.Resize(image, side, side)));
            }
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"Coil100: expected a whole .zip of pictures at '{path}', got a damaged one; fetch it again.", e);
        }
        if (pictures.Count == 0 || pictures.FirstOrDefault(p => p.Object is < 1 or > Objects).Object is not 0)
            throw new DataException(
                $"Coil100: expected pictures of objects 1 to {Objects}, such as coil-100/obj1__0.png, in '{path}', got " +
                $"{(pictures.Count == 0 ? "none" : "another number")}; take coil-100.zip.");
        pictures.Sort((a, b) => (a.Object, a.Angle).CompareTo((b.Object, b.Angle)));
        return new TrainTest(Part("train", false), Part("test", true));

        LabeledImages Part(string part, bool test)
        {
            var chosen = pictures.Where(p => p.Angle / Turn % testEvery == 0 == test).ToList();
            var size = Channels * side * side;
            var pixels = new byte[chosen.Count * size];
            for (var i = 0; i < chosen.Count; i++)
                ImageFolder.ToPlanes(chosen[i].Image, pixels.AsSpan(i * size, size));
            return new LabeledImages(
                $"COIL-100 {part}", pixels, [.. chosen.Select(p => (byte)(p.Object - 1))], Channels, side, side,
                [.. Enumerable.Range(1, Objects).Select(o => $"object {o}")]);
        }
    }

    static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?:^|/)obj(\d{1,3})__(\d{1,3})\.png$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
