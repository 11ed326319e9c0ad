using System.IO.Compression;
using Reining.Data;
using Reining.Images;

namespace Reining.Tests.Data;

public sealed class SvhnTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // An element: type, length, content, padded to 8 bytes.
    static byte[] Element(int type, byte[] content) =>
        [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(content.Length), .. content, .. new byte[(8 - content.Length % 8) % 8]];

    static byte[] Matrix(string name, byte kind, int[] shape, int type, byte[] values) => Element(14,
    [
        .. Element(6, [kind, 0, 0, 0, 0, 0, 0, 0]), .. Element(5, [.. shape.SelectMany(BitConverter.GetBytes)]),
        .. Element(1, [.. name.Select(c => (byte)c)]), .. Element(type, values),
    ]);

    string Save(params byte[][] elements)
    {
        var header = new byte[128];
        (header[124], header[125], header[126], header[127]) = (0, 1, (byte)'I', (byte)'M');
        var path = _folder.File($"{Guid.NewGuid():N}.mat");
        File.WriteAllBytes(path, [.. header, .. elements.SelectMany(e => e)]);
        return path;
    }

    static byte[] Images(int count, params int[] shape) =>
        Matrix("X", 9, shape.Length > 0 ? shape : [32, 32, 3, count], 2, new byte[32 * 32 * 3 * count]);

    [Fact]
    public void GivenAFileOfScipy_WhenRead_ThenRowsColumnsAndColorsAreInTheirPlaces()
    {
        var set = Svhn.Read("golden", Golden.Path("svhn.mat"));
        Assert.Equal((3, 3, 32, 32), (set.Count, set.Channels, set.Height, set.Width));
        Assert.Equal([0, 3, 1], Enumerable.Range(0, 3).Select(set.Label)); // 10 is the digit 0
        for (var n = 0; n < 3; n++)
        {
            for (var p = 0; p < 3 * 32 * 32; p++)
            {
                var (c, i, j) = (p / 1024, p / 32 % 32, p % 32);
                Assert.Equal((i * 7 + j * 3 + c * 50 + n * 11) % 251, set.Pixels(n)[p]);
            }
        }
    }

    [Fact]
    public void GivenAFileWithoutCompression_WhenRead_ThenOtherArraysArePassedOver()
    {
        var path = Save(Matrix("z", 7, [1, 1], 7, [0, 0, 128, 63]), Images(2), Matrix("y", 6, [2, 1], 2, [4, 10]));
        Assert.Equal([4, 0], Enumerable.Range(0, 2).Select(Svhn.Read("x", path).Label));
    }

    [Fact]
    public void GivenAnotherFile_WhenRead_ThenTheErrorNamesItAndSaysWhy()
    {
        var labels = Matrix("y", 9, [1, 1], 2, [1]);
        Refusal.Of<DataException>(() => Svhn.Read("x", _folder.File("none")), "none", "no such file");
        Refusal.Of<DataException>(() => Svhn.Read("x", Save(labels)), "expected X of 32×32×3×N", "y of 1×1");
        Refusal.Of<DataException>(() => Svhn.Read("x", Save(Images(1), Matrix("y", 9, [1, 1], 2, [11]))), "from 1 to 10", "got 11");
        Refusal.Of<DataException>(() => Svhn.Read("x", Save(Images(1, 32, 32, 3, 2), labels)), "expected 32×32×3×2 values, got 3072");
        Refusal.Of<DataException>(() => Svhn.Read("x", Save(Images(1)[..100])), "got 92");
        Refusal.Of<DataException>(() => Svhn.Read("x", Save(Element(15, [1, 2, 3, 4]))), "damaged");
        var text = _folder.File("text.mat");
        File.WriteAllText(text, "MATLAB");
        Refusal.Of<DataException>(() => Svhn.Read("x", text), "level 5", "another kind");
    }

    [Fact]
    public void GivenAnArchiveOfObjects_WhenRead_ThenEveryFourthSideIsHeldOut()
    {
        var path = _folder.File("coil.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var (thing, angle) in new[] { (2, 20), (2, 0), (1, 5), (1, 0), (100, 355) })
            {
                using var stream = zip.CreateEntry($"coil-100/obj{thing}__{angle}.png").Open();
                var pixels = Enumerable.Repeat((byte)(thing + angle % 100), 3 * 8 * 8).ToArray();
                stream.Write(ImageCodec.EncodePng(new PixelImage(8, 8, 3, pixels)));
            }
            zip.CreateEntry("coil-100/convertGroupppm2png.pl");
        }
        var (train, test) = Coil100.ReadArchive(path, side: 4, testEvery: 4);
        Assert.Equal([0, 99], Enumerable.Range(0, train.Count).Select(train.Label)); // 5° and 355°
        Assert.Equal([0, 1, 1], Enumerable.Range(0, test.Count).Select(test.Label)); // 0°, 0°, 20°
        Assert.Equal([1, 2, 22], Enumerable.Range(0, 3).Select(i => (int)test.Pixels(i)[0]));
        Assert.Equal((4, 3), (test.Width, test.Channels));
        Refusal.Of<DataException>(() => Coil100.ReadArchive(_folder.File("none"), 32, 4), "no such file");
        using (ZipFile.Open(_folder.File("empty.zip"), ZipArchiveMode.Create))
        {
        }
        Refusal.Of<DataException>(() => Coil100.ReadArchive(_folder.File("empty.zip"), 32, 4), "obj1__0.png", "got none");
        File.WriteAllText(_folder.File("text.zip"), "no archive");
        Refusal.Of<DataException>(() => Coil100.ReadArchive(_folder.File("text.zip"), 32, 4), "damaged");
    }
}
