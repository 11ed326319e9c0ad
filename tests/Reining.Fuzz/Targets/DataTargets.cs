using System.Formats.Tar;
using System.IO.Compression;
using Reining.Data;
using Reining.Images;

namespace Reining.Fuzz.Targets;

/// <summary>Readers of data sets and pictures.</summary>
static class DataTargets
{
    // Deflate packs at most 1032 bytes into one; reading keeps the content, its array and what a growing stream throws away.
    const long Unpacked = 4 * 1032;

    public static IEnumerable<FuzzTarget> All(Samples samples)
    {
        var idx = new FuzzTarget(
            "idx", [samples.Idx("a", images: true), samples.Idx("b", images: false)], (_, file) => Idx(file), IsRefusal)
        {
            BytesPerByte = 8,
        };
        yield return idx;
        yield return idx with
        {
            Name = "idx-gzip",
            Seeds = [samples.Idx("a.gz", images: true), samples.Idx("b.gz", images: false)],
            Form = FuzzForms.Gzip,
            BytesPerByte = Unpacked,
        };
        yield return new FuzzTarget("cifar", [samples.Cifar(1), samples.Cifar(3)], (_, file) => CifarBinary.Read("fuzz", file), IsRefusal)
        {
            BytesPerByte = 8,
        };
        yield return new FuzzTarget("cifar-tar", [CifarArchive(samples)], (_, file) => Cifar10.ReadArchive(file), IsRefusal)
        {
            Form = FuzzForms.TarGzip,
            Ending = ".tar.gz",
            BytesPerByte = 2 * Unpacked,
        };
        yield return new FuzzTarget("mat", [samples.Mat()], (_, file) => Svhn.Read("fuzz", file), IsRefusal)
        {
            BytesPerByte = 2 * Unpacked,
        };
        yield return new FuzzTarget("npz", [.. samples.Npzs()], (_, file) => Numbers(file), IsRefusal)
        {
            Ending = ".npz",
            BytesPerByte = 2 * Unpacked,
        };
        yield return new FuzzTarget("png", [.. samples.Pngs()], (bytes, _) => Picture(bytes), e => e is InvalidDataException)
        {
            Form = FuzzForms.Png,
            Ending = ".png",
            Words = Words("IHDR", "IDAT", "IEND", "PLTE", "tRNS", "eXIf", "gAMA", "iCCP", "acTL", "fdAT"),
            BytesPerByte = PictureBytes,
        };
        yield return new FuzzTarget("jpeg", [.. samples.Jpegs()], (bytes, _) => Picture(bytes), e => e is InvalidDataException)
        {
            Ending = ".jpg",
            Words =
            [
                .. new byte[] { 0xD8, 0xD9, 0xC0, 0xC2, 0xC4, 0xDA, 0xDD, 0xE1 }.Select(b => new byte[] { 0xFF, b }),
                .. Words("Exif\0\0II*\0"),
            ],
            BytesPerByte = PictureBytes,
        };
    }

    // The codec's own limit of pixels for each byte, in up to four channels, twice: as decoded and as given back.
    const long PictureBytes = 8L * ImageCodec.PixelsPerByte;

    static bool IsRefusal(Exception e) => e is DataException;

    static void Idx(string file)
    {
        try
        {
            _ = Data.Idx.ReadImages(file);
        }
        catch (DataException)
        {
            _ = Data.Idx.ReadLabels(file);
        }
    }

    static void Numbers(string file)
    {
        var npz = Npz.Read(file, "fuzz", "make it anew", ["f2", "f8", "i4"], "u1");
        _ = npz.Floats("f2", -1, -1);
        _ = npz.Floats("f8", -1, -1);
        _ = npz.Whole("i4", int.MinValue, int.MaxValue, -1, -1);
    }

    static void Picture(byte[] bytes)
    {
        var picture = ImageCodec.Decode(bytes);
        _ = ImageTransform.ToChannels(picture, 3);
    }

    static byte[] CifarArchive(Samples samples)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            using var tar = new TarWriter(gzip, TarEntryFormat.Ustar);
            foreach (var name in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
            {
                var entry = new UstarTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{name}.bin");
                entry.DataStream = new MemoryStream(samples.Cifar(1));
                tar.WriteEntry(entry);
            }
        }
        return packed.ToArray();
    }

    internal static byte[][] Words(params string[] words) => [.. words.Select(System.Text.Encoding.Latin1.GetBytes)];
}
