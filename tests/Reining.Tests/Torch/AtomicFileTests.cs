using Reining.Tests.Data;
using Reining.Torch;

namespace Reining.Tests.Torch;

public sealed class AtomicFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GivenAnOldFile_WhenWritten_ThenItIsReplacedAndNothingElseStays()
    {
        var path = _folder.File("a/b/file.txt");
        AtomicFile.WriteText(path, "old");
        AtomicFile.WriteText(path, "näw");
        Assert.Equal("n\u00e4w"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void GivenAWriterThatFails_WhenWritten_ThenTheOldContentStaysAndNoTemporaryFile()
    {
        var path = _folder.File("file.txt");
        AtomicFile.WriteText(path, "old");

        Assert.Throws<FormatException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new FormatException("in the middle");
        }));
        var e = Assert.Throws<IOException>(() => AtomicFile.Write(path, _ => throw new IOException("No space left on device.")));

        Assert.Equal(
            $"Write '{path}': No space left on device; nothing was replaced. " +
            "Free space, or choose a folder that can be written.", e.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void GivenAPathBelowAFile_WhenWritten_ThenTheErrorNamesIt()
    {
        File.WriteAllText(_folder.File("file"), "old");
        var path = _folder.File("file/below/config.json");
        var e = Assert.Throws<IOException>(() => AtomicFile.WriteText(path, "new"));
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.Contains("choose a folder that can be written", e.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_folder.File("file")));
    }

    [SkippableFact]
    public void GivenAFullDisk_WhenWritten_ThenTheErrorSaysSoAndTheOldContentStays()
    {
        using var disk = SmallDisk.Mount(kibibytes: 256);
        var path = Path.Combine(disk.Path, "checkpoint");
        AtomicFile.Write(path, stream => stream.Write(new byte[100_000]));
        var e = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => stream.Write(new byte[1_000_000])));
        Assert.Contains("No space left on device", e.Message, StringComparison.Ordinal);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.Equal(100_000, new FileInfo(path).Length);
        Assert.Equal([path], Directory.GetFiles(disk.Path));
    }
}
