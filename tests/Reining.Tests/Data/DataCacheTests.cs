using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Reining.Data;
using Reining.Images;

namespace Reining.Tests.Data;

public sealed class DataCacheTests : IDisposable
{
    static readonly byte[] Content = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))];
    static readonly CatalogFile OneFile = new("one.bin", Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content)));

    readonly TemporaryFolder _folder = new();
    readonly List<string> _lines = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GivenTheEmbeddedCatalog_WhenRead_ThenEveryFetchedSetIsComplete()
    {
        Assert.Equal(
            ["mnist", "fashion-mnist", "cifar10", "emoji", "svhn", "coil100", "celeba"], Catalog.Embedded.Entries.Select(e => e.Name));
        Assert.All(Catalog.Embedded.Entries, e => Assert.False(string.IsNullOrWhiteSpace(e.License + e.Citation)));
        Assert.All(Catalog.Embedded.Entries.SelectMany(e => e.Files), f => Assert.Matches("^[0-9a-f]{64}$", f.Sha256));
        Assert.Equal(54_950_048, Catalog.Embedded.Get("mnist").Files.Sum(f => f.Size));
    }

    [Fact]
    public void GivenAnUnknownName_WhenAsked_ThenTheErrorListsTheNames() =>
        Refusal.Of<DataException>(() => Cache([]).Ensure("minst"), "expected one of set", "got 'minst'");

    [Fact]
    public void GivenASetThatIsOnlyListed_WhenAsked_ThenTheErrorGivesTheAddress() =>
        Refusal.Of<DataException>(
            () => new DataCache(_folder.Path).Ensure("celeba"), "only listed", "mmlab.ie.cuhk.edu.hk", "non-commercial");

    [Fact]
    public void GivenFilesPlacedByHand_WhenEnsured_ThenTheyAreCheckedOnceAndNoSourceIsAsked()
    {
        var cache = Cache([]);
        Place(cache, Content);
        Assert.Equal(cache.FolderOf("set"), cache.Ensure("set"));
        Assert.Empty(_lines);
        // A stamp remembers size and time: the same size with another content and the old time is not read again.
        var path = Path.Combine(cache.FolderOf("set"), "one.bin");
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, new byte[Content.Length]);
        File.SetLastWriteTimeUtc(path, time);
        cache.Ensure("set");
        // A changed time makes it look again.
        File.SetLastWriteTimeUtc(path, time.AddSeconds(1));
        Refusal.Of<DataException>(() => cache.Ensure("set"), "one.bin", OneFile.Sha256, "nothing was changed");
    }

    [Fact]
    public void GivenAWrongFileInTheCache_WhenEnsured_ThenTheErrorGivesBothSumsAndTheFileStays()
    {
        var cache = Cache([]);
        byte[] mine = [1, 2, 3];
        Place(cache, mine);
        Refusal.Of<DataException>(
            () => cache.Ensure("set"), "one.bin",
            $"expected '{Path.Combine(cache.FolderOf("set"), "one.bin")}' with sha256 {OneFile.Sha256}",
            Convert.ToHexStringLower(SHA256.HashData(mine)), "move the file away");
        Assert.Equal(mine, File.ReadAllBytes(Path.Combine(cache.FolderOf("set"), "one.bin")));
    }

    [Fact]
    public void GivenAServer_WhenEnsured_ThenTheCompressedFileIsFetchedAndChecked()
    {
        using var server = new OneFileServer("/d/one.bin.gz", Gzip(Content));
        var cache = Cache([new CatalogSource("url", Url: server.Address + "d/", Suffix: ".gz")]);
        var folder = cache.Ensure("set");
        Assert.Equal(Content, File.ReadAllBytes(Path.Combine(folder, "one.bin")));
        Assert.Equal(["one.bin"], Directory.GetFileSystemEntries(folder).Select(p => Path.GetFileName(p)!).Where(n => n[0] != '.'));
        Assert.Contains(_lines, l => l.Contains("fetching 1 files", StringComparison.Ordinal));
    }

    [Fact]
    public void GivenAServerWithOtherContent_WhenEnsured_ThenTheNextSourceIsTriedAndEveryFailureIsTold()
    {
        using var server = new OneFileServer("/one.bin", [9, 9]);
        var cache = Cache(
        [
            new CatalogSource("url", Url: server.Address, Suffix: ""),
            new CatalogSource("url", Url: server.Address + "elsewhere/", Suffix: ""),
            new CatalogSource("url", Url: "http://127.0.0.1:1/", Suffix: ""),
        ]);
        Refusal.Of<DataException>(
            () => cache.Ensure("set"), "expected one of 3 sources to give one.bin", "(2 bytes)", "404", "could not be reached",
            "environment.md");
        Assert.False(File.Exists(Path.Combine(cache.FolderOf("set"), "one.bin")));
    }

    [Fact]
    public void GivenASourceThatFailsFirst_WhenEnsured_ThenTheSecondOneGivesTheFile()
    {
        using var server = new OneFileServer("/one.bin", Content);
        var cache = Cache([new CatalogSource("npm", Package: "reining-no-such-package", Version: "0.0.1") with { Folder = "x/" },
            new CatalogSource("url", Url: server.Address, Suffix: "")]);
        // Whether npm is installed or not, the first source cannot give the file.
        Assert.Equal(Content, File.ReadAllBytes(Path.Combine(cache.Ensure("set"), "one.bin")));
        Assert.Contains(_lines, l => l.Contains("npm package reining-no-such-package 0.0.1: ", StringComparison.Ordinal));
    }

    [Fact]
    public void GivenATransferThatBreaksOff_WhenEnsured_ThenNothingIsLeft()
    {
        using var server = new OneFileServer("/one.bin.gz", Gzip(Content)[..40]);
        var cache = Cache([new CatalogSource("url", Url: server.Address, Suffix: ".gz")]);
        Assert.Throws<DataException>(() => cache.Ensure("set"));
        Assert.Equal([".lock"], Directory.GetFileSystemEntries(cache.FolderOf("set")).Select(Path.GetFileName));
    }

    [Fact]
    public void GivenARootBelowAFile_WhenEnsured_ThenTheErrorNamesTheFolderAndTheVariable()
    {
        File.WriteAllText(_folder.File("file"), "");
        var cache = new DataCache(_folder.File("file/cache"), TestCatalog([]), _lines.Add);
        Refusal.Of<DataException>(() => cache.Ensure("set"), "folder that can be written", "file/cache", "REINING_CACHE");
    }

    [SkippableFact]
    public void GivenAFullDisk_WhenEnsured_ThenTheErrorSaysSoAndNothingIsLeft()
    {
        Skip.IfNot(File.Exists("/dev/full"), "no /dev/full on this system");
        using var server = new OneFileServer("/one.bin", Content);
        var cache = Cache([new CatalogSource("url", Url: server.Address, Suffix: "")]);
        Directory.CreateDirectory(cache.FolderOf("set"));
        // The temporary name of the download is a device that is always full.
        File.CreateSymbolicLink(Path.Combine(cache.FolderOf("set"), $"one.bin.{Environment.ProcessId}.tmp"), "/dev/full");
        Refusal.Of<DataException>(() => cache.Ensure("set"), "No space left on device", "free space or set REINING_CACHE");
        Assert.False(File.Exists(Path.Combine(cache.FolderOf("set"), "one.bin")));
        Assert.True(File.Exists("/dev/full"));
    }

    [Fact]
    public void GivenTwoProcessesWorth_WhenEnsuredAtOnce_ThenTheFileIsFetchedOnce()
    {
        using var server = new OneFileServer("/one.bin", Content);
        var catalog = TestCatalog([new CatalogSource("url", Url: server.Address, Suffix: "")]);
        Parallel.For(0, 4, _ => new DataCache(_folder.Path, catalog, _ => { }).Ensure("set"));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public void GivenMnist_WhenLoaded_ThenCountsAreTheKnownOnes()
    {
        var (train, test) = Mnist.Load();
        Assert.Equal((60_000, 10_000), (train.Count, test.Count));
        // Class counts as published with the data set.
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], train.ClassCounts());
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], test.ClassCounts());
        Assert.Equal([5, 0, 4, 1, 9], Enumerable.Range(0, 5).Select(train.Label));
    }

    [Fact]
    public void GivenMnist_WhenTheFirstDigitsAreDrawn_ThenTheyAreTheVerifiedOnes() =>
        Snapshot.Picture("mnist.png", Mnist.Load().Train.Take(30).Grid(new ImageGridOptions { Columns = 10 }).Png);

    DataCache Cache(IReadOnlyList<CatalogSource> sources) => new(_folder.Path, TestCatalog(sources), _lines.Add);

    static Catalog TestCatalog(IReadOnlyList<CatalogSource> sources) =>
        new([new CatalogEntry("set", "Set", "bytes", "CC0", "nobody", [OneFile], sources)]);

    static void Place(DataCache cache, byte[] content)
    {
        Directory.CreateDirectory(cache.FolderOf("set"));
        File.WriteAllBytes(Path.Combine(cache.FolderOf("set"), "one.bin"), content);
    }

    static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(bytes);
        return stream.ToArray();
    }

    /// <summary>A web server for one file.</summary>
    sealed class OneFileServer : IDisposable
    {
        readonly HttpListener _listener = new();
        readonly Task _loop;
        int _requests;

        public OneFileServer(string path, byte[] content)
        {
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            }
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _loop = Task.Run(async () =>
            {
                while (_listener.IsListening)
                {
                    HttpListenerContext context;
                    try
                    {
                        context = await _listener.GetContextAsync();
                    }
                    catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                    {
                        return;
                    }
                    Interlocked.Increment(ref _requests);
                    var found = context.Request.Url!.AbsolutePath == path;
                    context.Response.StatusCode = found ? 200 : 404;
                    if (found) await context.Response.OutputStream.WriteAsync(content);
                    context.Response.Close();
                }
            });
        }

        public string Address { get; }

        public int Requests => _requests;

        public void Dispose()
        {
            _listener.Stop();
            _listener.Close();
            _loop.Wait(TimeSpan.FromSeconds(5));
        }
    }
}
