using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Reining.Data;

/// <summary>How each kind of source gives its files.</summary>
internal static class DataSources
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(30); // for one file
    static readonly HttpClient Http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Limit };

    /// <summary>Hands each wanted file's uncompressed content to <paramref name="deliver"/>.</summary>
    /// <exception cref="SourceFailure">The source is not there or does not hold what the catalog says.</exception>
    public static void Fetch(CatalogSource source, IReadOnlyList<CatalogFile> wanted, string staging, Action<CatalogFile, Stream> deliver)
    {
        switch (source.Kind)
        {
            case "npm":
                FromNpm(source, wanted, staging, deliver);
                break;
            case "debian":
                FromDebian(source, wanted, staging, deliver);
                break;
            case "url":
                FromUrl(source, wanted, deliver);
                break;
            default:
                throw new SourceFailure($"sources of kind '{source.Kind}' are not fetched by the library");
        }
    }

    static void FromNpm(CatalogSource source, IReadOnlyList<CatalogFile> wanted, string staging, Action<CatalogFile, Stream> deliver)
    {
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        ExternalTool.Run(
            npm, ["pack", $"{source.Package}@{source.Version}", "--ignore-scripts", "--silent", "--pack-destination", staging], staging);
        var archive = Directory.GetFiles(staging, "*.tgz") is [var one]
            ? one
            : throw new SourceFailure($"expected one package file from npm, got {Directory.GetFiles(staging, "*.tgz").Length}");
        var integrity = "sha512-" + Convert.ToBase64String(HashOf(archive));
        if (source.Integrity is not null && integrity != source.Integrity)
            throw new SourceFailure($"expected a package of integrity {source.Integrity}, got {integrity}");
        // Without a folder the package file itself is what the set keeps.
        if (source.Folder is null)
        {
            using var whole = File.OpenRead(archive);
            deliver(wanted.Single(), whole);
            return;
        }

        var missing = wanted.ToDictionary(f => source.Folder + f.Name + source.Suffix);
        using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (missing.Count > 0 && tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not null && missing.Remove(entry.Name, out var file)) deliver(file, Unpacked(entry.DataStream, source));
        }
        if (missing.Count > 0) throw new SourceFailure($"expected {string.Join(", ", missing.Keys)} in the package, got none");
    }

    static byte[] HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return SHA512.HashData(stream);
    }

    static void FromDebian(CatalogSource source, IReadOnlyList<CatalogFile> wanted, string staging, Action<CatalogFile, Stream> deliver)
    {
        ExternalTool.Run("apt-get", ["download", source.Package!], staging);
        var package = Directory.GetFiles(staging, "*.deb") is [var one]
            ? one
            : throw new SourceFailure($"expected one package file from apt-get, got {Directory.GetFiles(staging, "*.deb").Length}");
        var unpacked = Path.Combine(staging, "unpacked");
        ExternalTool.Run("dpkg-deb", ["-x", package, unpacked], staging);
        foreach (var file in wanted)
        {
            var path = Path.Combine(unpacked, source.Folder + file.Name + source.Suffix);
            if (!File.Exists(path))
                throw new SourceFailure($"expected {source.Folder}{file.Name}{source.Suffix} in the package, got no such file");
            using var stream = File.OpenRead(path);
            deliver(file, Unpacked(stream, source));
        }
    }

    static void FromUrl(CatalogSource source, IReadOnlyList<CatalogFile> wanted, Action<CatalogFile, Stream> deliver)
    {
        foreach (var file in wanted)
        {
            var address = source.Url + file.Name + source.Suffix;
            try
            {
                using var response = Http.Send(new HttpRequestMessage(HttpMethod.Get, address), HttpCompletionOption.ResponseHeadersRead);
                if (!response.IsSuccessStatusCode)
                    throw new SourceFailure($"{address} answered {(int)response.StatusCode} {response.ReasonPhrase}");
                using var limit = new CancellationTokenSource(Limit);
                using var end = limit.Token.Register(response.Dispose); // the client's own limit ends with the headers
                deliver(file, Unpacked(response.Content.ReadAsStream(), source));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                throw new SourceFailure($"{address} could not be reached ({e.Message.TrimEnd('.')})", e);
            }
        }
    }

    static Stream Unpacked(Stream stream, CatalogSource source) =>
        source.Suffix == ".gz" ? new GZipStream(stream, CompressionMode.Decompress) : stream;
}
