using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Reining.Torch;

namespace Reining.Data;

/// <summary>
/// The folder in which data sets lie, fetched on first use and checked. Nothing that was there before is ever overwritten or deleted.
/// </summary>
public sealed class DataCache
{
    const string StampName = ".verified", Staging = ".fetch-";

    readonly Catalog _catalog;
    readonly Action<string> _report;

    /// <summary>Opens the machine's cache, or another one.</summary>
    /// <param name="root">The folder; null takes <see cref="CacheRoot"/>.</param>
    /// <param name="catalog">The data sets; null takes those of this build.</param>
    /// <param name="report">Gets a line for each step of a fetch; null writes to the console.</param>
    public DataCache(string? root = null, Catalog? catalog = null, Action<string>? report = null)
    {
        Root = Path.GetFullPath(root ?? CacheRoot.Path);
        _catalog = catalog ?? Catalog.Embedded;
        _report = report ?? Console.WriteLine;
    }

    /// <summary>The cache folder.</summary>
    public string Root { get; }

    /// <summary>The folder of one data set; it need not exist yet.</summary>
    /// <param name="name">For example <c>mnist</c>.</param>
    public string FolderOf(string name) => Path.Combine(Root, "data", name);

    /// <summary>Whether a data set is there and was checked before.</summary>
    /// <param name="name">For example <c>mnist</c>.</param>
    /// <exception cref="DataException">Unknown name.</exception>
    public bool Has(string name) => IsStamped(_catalog.Get(name), FolderOf(name));

    /// <summary>Makes sure that a data set is there and is what the catalog says; fetches it when it is not there.</summary>
    /// <param name="name">For example <c>mnist</c>.</param>
    /// <returns>The folder of its files.</returns>
    /// <exception cref="DataException">
    /// Unknown name; a file there has another checksum; no source gave the files; the folder cannot be written; the disk is full.
    /// </exception>
    public string Ensure(string name)
    {
        var entry = _catalog.Get(name);
        var folder = FolderOf(name);
        if (entry.Files.Count == 0)
            throw new DataException(
                $"Data {name}: expected a data set that the library fetches, got one that is only listed ({entry.License}); " +
                $"get it yourself from {entry.Sources[0].Url}{(name == "celeba" ? $" and set {CelebA.Variable} to its folder" : "")}.");
        if (IsStamped(entry, folder)) return folder;
        try
        {
            Directory.CreateDirectory(folder);
            using var mine = Lock(folder);
            if (IsStamped(entry, folder)) return folder;
            var missing = Check(entry, folder);
            if (missing.Count > 0) Fetch(entry, missing, folder);
            Stamp(entry, folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"Data {name}: expected a folder that can be written at '{folder}', got an error ({e.Message.TrimEnd('.')}); " +
                $"free space or set {CacheRoot.Variable} to another folder.", e);
        }
    }

    // Files already there must be right; those that are not there are returned.
    List<CatalogFile> Check(CatalogEntry entry, string folder)
    {
        var missing = new List<CatalogFile>();
        foreach (var file in entry.Files)
        {
            var path = Path.Combine(folder, file.Name);
            if (!File.Exists(path))
            {
                missing.Add(file);
                continue;
            }
            using var stream = File.OpenRead(path);
            var sum = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (sum != file.Sha256)
                throw new DataException(
                    $"Data {entry.Name}: expected '{path}' with sha256 {file.Sha256} ({file.Size} bytes), " +
                    $"got {sum} ({stream.Length} bytes); nothing was changed, move the file away and run again.");
        }
        return missing;
    }

    void Fetch(CatalogEntry entry, List<CatalogFile> missing, string folder)
    {
        var failures = new List<string>();
        foreach (var source in entry.Sources)
        {
            _report($"{entry.Name}: fetching {missing.Count} files from {source} ...");
            var clock = Stopwatch.StartNew();
            var staging = Path.Combine(folder, $"{Staging}{Environment.ProcessId}");
            try
            {
                Directory.CreateDirectory(staging);
                DataSources.Fetch(source, [.. missing], staging, (file, content) =>
                {
                    Deliver(file, content, Path.Combine(folder, file.Name));
                    missing.Remove(file);
                });
                _report(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{entry.Name}: {entry.Files.Sum(f => f.Size) / 1e6:0} MB checked in {folder} ({clock.Elapsed.TotalSeconds:0.0} s); " +
                    $"license: {entry.License}"));
                return;
            }
            catch (SourceFailure e)
            {
                _report($"{entry.Name}: {source}: {e.Message}");
                failures.Add($"{source}: {e.Message}");
            }
            finally
            {
                if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
            }
        }
        throw new DataException(
            $"Data {entry.Name}: expected one of {entry.Sources.Count} sources to give {string.Join(", ", missing.Select(f => f.Name))}, " +
            $"got none ({string.Join("; ", failures)}); " +
            $"install the program that is missing or put the files of data/catalog.json into '{folder}', " +
            "see environment.md, section 'Data'.");
    }

    // Checked while it is written under a temporary name: a wrong file never takes the place of a right one.
    static void Deliver(CatalogFile file, Stream content, string path) => AtomicFile.Write(path, target =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 18];
        long size = 0;
        while (Read(content, buffer, file) is var n and > 0)
        {
            hash.AppendData(buffer, 0, n);
            target.Write(buffer, 0, n);
            size += n;
        }
        var sum = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (sum != file.Sha256)
            throw new SourceFailure($"expected {file.Name} with sha256 {file.Sha256} ({file.Size} bytes), got {sum} ({size} bytes)");
    });

    static int Read(Stream content, byte[] buffer, CatalogFile file)
    {
        try
        {
            return content.Read(buffer);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
            throw new SourceFailure($"reading {file.Name} broke off ({e.Message.TrimEnd('.')})", e);
        }
    }

    // One process fetches; others wait for it and then find the files.
    FileStream Lock(string folder)
    {
        var held =
            FileLock.Take(Path.Combine(folder, ".lock"), () => _report($"waiting for another process that fetches into {folder} ..."));
        AtomicFile.RemoveLeftOvers(folder);
        foreach (var leftOver in Directory.EnumerateDirectories(folder, Staging + "*"))
            Directory.Delete(leftOver, recursive: true);
        return held;
    }

    static bool IsStamped(CatalogEntry entry, string folder)
    {
        var stamp = Path.Combine(folder, StampName);
        if (!File.Exists(stamp)) return false;
        var lines = File.ReadAllLines(stamp).ToHashSet();
        return entry.Files.All(f => StampLine(f, folder) is { } line && lines.Contains(line));
    }

    static void Stamp(CatalogEntry entry, string folder) =>
        AtomicFile.WriteText(Path.Combine(folder, StampName), string.Join('\n', entry.Files.Select(f => StampLine(f, folder))) + "\n");

    // Size and time of change stand for the content that was checked; null when the file is not there or of another size.
    static string? StampLine(CatalogFile file, string folder)
    {
        var info = new FileInfo(Path.Combine(folder, file.Name));
        return info.Exists && info.Length == file.Size
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Sha256} {info.Length} {info.LastWriteTimeUtc.Ticks} {file.Name}")
            : null;
    }
}
