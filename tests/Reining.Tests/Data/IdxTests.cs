using Reining.Data;

namespace Reining.Tests.Data;

public sealed class IdxTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    // Two 2x3 images, written by hand from the format's description.
    static readonly byte[] TwoImages =
    [
        0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3,
        1, 2, 3, 4, 5, 6, 250, 251, 252, 253, 254, 255,
    ];

    static readonly byte[] ThreeLabels = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GivenBytesWrittenByHand_WhenRead_ThenSizesAndPixelsAreThose()
    {
        var images = Idx.ReadImages(Save("i", TwoImages));
        Assert.Equal((2, 2, 3), (images.Count, images.Rows, images.Columns));
        Assert.Equal([1, 2, 3, 4, 5, 6, 250, 251, 252, 253, 254, 255], images.Pixels);
        Assert.Equal([7, 0, 9], Idx.ReadLabels(Save("l", ThreeLabels)));
    }

    [Theory]
    [InlineData("images")]
    [InlineData("images.gz")]
    public void GivenImages_WhenWrittenAndRead_ThenNothingChanges(string name)
    {
        var images = new IdxImages([.. Enumerable.Range(0, 5 * 4 * 3).Select(i => (byte)(i * 37))], 5, 4, 3);
        var path = _folder.File(name);
        Idx.WriteImages(path, images);
        var read = Idx.ReadImages(path);
        Assert.Equal(images.Pixels, read.Pixels);
        Assert.Equal((5, 4, 3), (read.Count, read.Rows, read.Columns));
        Assert.Equal(name.EndsWith(".gz", StringComparison.Ordinal), File.ReadAllBytes(path)[0] == 0x1f);
    }

    [Fact]
    public void GivenPlainWriter_WhenWritten_ThenBytesAreTheFormatsOwn()
    {
        Idx.WriteImages(_folder.File("i"), new IdxImages(TwoImages[16..], 2, 2, 3));
        Idx.WriteLabels(_folder.File("l"), [7, 0, 9]);
        Assert.Equal(TwoImages, File.ReadAllBytes(_folder.File("i")));
        Assert.Equal(ThreeLabels, File.ReadAllBytes(_folder.File("l")));
    }

    [Fact]
    public void GivenNoFile_WhenRead_ThenTheErrorSaysSo() =>
        Refusal.Of<DataException>(() => Idx.ReadImages(_folder.File("none")), "none", "no such file", "DataCache.Ensure");

    [Fact]
    public void GivenATruncatedHeader_WhenRead_ThenTheErrorGivesBothLengths() =>
        Refusal.Of<DataException>(() => Idx.ReadImages(Save("i", TwoImages[..9])), "header of 16 bytes", "got a file of 9", "truncated");

    [Fact]
    public void GivenATruncatedBody_WhenRead_ThenTheErrorGivesBothLengths() =>
        Refusal.Of<DataException>(
            () => Idx.ReadImages(Save("i", TwoImages[..^1])), "expected 12 bytes", "2 images of 2x3", "got 11", "truncated");

    [Fact]
    public void GivenTrailingBytes_WhenRead_ThenTheErrorSaysLonger() =>
        Refusal.Of<DataException>(
            () => Idx.ReadLabels(Save("l", [.. ThreeLabels, 1])), "expected 3 bytes", "got 4", "longer than its header says");

    [Fact]
    public void GivenLabelsForImages_WhenRead_ThenTheErrorNamesTheRightCall() =>
        Refusal.Of<DataException>(() => Idx.ReadImages(Save("i", [.. ThreeLabels, .. new byte[8]])), "2051", "got 2049", "Idx.ReadLabels");

    [Fact]
    public void GivenAnotherFile_WhenRead_ThenTheErrorGivesBothMagicNumbers() =>
        Refusal.Of<DataException>(() => Idx.ReadLabels(Save("l", "PK some archive"u8.ToArray())), "2049", "not idx");

    [Fact]
    public void GivenAHeaderWithANegativeSize_WhenRead_ThenItIsRefused() =>
        Refusal.Of<DataException>(() => Idx.ReadLabels(Save("l", [0, 0, 8, 1, 255, 255, 255, 255, 1])), "at least 1", "-1");

    [Fact]
    public void GivenAHeaderWhoseProductOverflows_WhenRead_ThenItIsRefused() =>
        Refusal.Of<DataException>(
            () => Idx.ReadImages(Save("i", [0, 0, 8, 3, 127, 255, 255, 255, 127, 255, 255, 255, 127, 255, 255, 255, 1])),
            "expected 9903520300447984150353281023 bytes", "got 1");

    [Fact]
    public void GivenALabelOutOfRange_WhenRead_ThenTheErrorGivesLabelAndPlace() =>
        Refusal.Of<DataException>(() => Idx.ReadLabels(Save("l", ThreeLabels), classes: 9), "from 0 to 8", "got 9 at position 2");

    [Fact]
    public void GivenADamagedGzip_WhenRead_ThenTheErrorSaysDamaged() =>
        Refusal.Of<DataException>(
            () =>
                Idx.ReadLabels(
                    Save("l.gz", [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22])),
            "gzip", "damaged");

    string Save(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.File(name), bytes);
        return _folder.File(name);
    }
}
