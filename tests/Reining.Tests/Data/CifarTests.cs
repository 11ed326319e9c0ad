using System.Formats.Tar;
using System.IO.Compression;
using Reining.Data;

namespace Reining.Tests.Data;

public sealed class CifarTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Record r: label r % 10, then planes filled with r, r + 100 and r + 200, the first red pixel 7.
    static byte[] Records(params int[] numbers) => [.. numbers.SelectMany(Record)];

    static byte[] Record(int r)
    {
        var record = new byte[CifarBinary.RecordSize];
        record[0] = (byte)(r % 10);
        for (var i = 0; i < 3072; i++) record[1 + i] = (byte)(r + 100 * (i / 1024));
        record[1] = 7;
        return record;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenRecordsWrittenByHand_WhenRead_ThenLabelsAndPlanesAreThose(bool packed)
    {
        var set = CifarBinary.Read("two", Save(packed ? "a.gz" : "a", Records(3, 11), packed));
        Assert.Equal((2, 3, 32, 32), (set.Count, set.Channels, set.Height, set.Width));
        Assert.Equal([3, 1], [set.Label(0), set.Label(1)]);
        Assert.Equal([7, 11, 111, 211], [set.Pixels(1)[0], set.Pixels(1)[1], set.Pixels(1)[1024], set.Pixels(1)[3071]]);
        // The picture interleaves the planes: red, green, blue of the second pixel.
        Assert.Equal([3, 103, 203], set.Picture(0).Pixels.Slice(3, 3).ToArray());
    }

    [Fact]
    public void GivenTheOfficialLayout_WhenRead_ThenBatchesComeInOrder()
    {
        var path = Archive([
            ("cifar-10-batches-bin/readme.html", [1]),
            .. Enumerable.Range(1, 5).Reverse().Select(b => ($"cifar-10-batches-bin/data_batch_{b}.bin", Records(b, b + 5))),
            ("cifar-10-batches-bin/test_batch.bin", Records(9))
        ]);
        var (train, test) = Cifar10.ReadArchive(path);
        Assert.Equal([1, 6, 2, 7, 3, 8, 4, 9, 5, 0], Enumerable.Range(0, 10).Select(train.Label));
        Assert.Equal(9, test.Label(0));
        Refusal.Of<DataException>(
            () => Cifar10.ReadArchive(Archive([("cifar-10-batches-bin/test_batch.bin", Records(9))])), "data_batch_1.bin",
            "binary version");
        Refusal.Of<DataException>(() => Cifar10.ReadArchive(Save("no.tar.gz", [1, 2, 3], false)), "no.tar.gz", "tar.gz");
    }

    [Fact]
    public void GivenAnotherFile_WhenRead_ThenTheErrorNamesItAndSaysWhy()
    {
        Refusal.Of<DataException>(() => CifarBinary.Read("x", _folder.File("none")), "none", "no such file");
        Refusal.Of<DataException>(() => CifarBinary.Read("x", Save("short", Records(1)[..^1], false)), "short", "3073", "3072");
        Refusal.Of<DataException>(
            () => CifarBinary.Read("x", Save("label", [.. Records(1), 10, .. Records(1)[1..]], false)), "got 10 in record 1");
        Refusal.Of<DataException>(
            () =>
                CifarBinary.Read(
                    "x",
                    Save("damaged.gz", [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20], false)),
            "damaged");
    }

    [SkippableFact]
    public void GivenTheSubset_WhenRead_ThenCountsAreKnownAndTheOrderIsMixed()
    {
        var subset = Cifar10.Subset();
        Skip.If(subset is null, $"{Cifar10.SubsetVariable} names no folder with cifar10-subset.");
        Assert.Equal((10_000, 2500), (subset!.Train.Count, subset.Test.Count));
        Assert.All(subset.Train.ClassCounts(), c => Assert.Equal(1000, c));
        Assert.All(subset.Test.ClassCounts(), c => Assert.Equal(250, c));
        // In the file the classes come in turn: the first ten labels would all differ, again and again.
        Assert.Contains(
            Enumerable.Range(0, 10), start => Enumerable.Range(10 * start, 10).Select(subset.Train.Label).Distinct().Count() < 10);
        // Means of the whole training set as published, 0.4914, 0.4822, 0.4465; a tenth of it comes within 0.01.
        double[] published = [0.49139968, 0.48215841, 0.44653091];
        var sums = new double[3];
        for (var i = 0; i < subset.Train.Count; i++)
        {
            var planes = subset.Train.Pixels(i);
            for (var c = 0; c < 3; c++)
                foreach (var v in planes.Slice(1024 * c, 1024)) sums[c] += v;
        }
        for (var c = 0; c < 3; c++) Assert.Equal(published[c], sums[c] / 255 / 1024 / 10_000, 0.01);
    }

    string Save(string name, byte[] bytes, bool packed)
    {
        using var file = File.Create(_folder.File(name));
        using Stream target = packed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        target.Write(bytes);
        return file.Name;
    }

    string Archive((string Name, byte[] Content)[] members)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.tar.gz");
        using var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var (name, content) in members)
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return path;
    }
}
