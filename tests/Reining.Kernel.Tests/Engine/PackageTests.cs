using System.IO.Compression;
using Reining.Kernel.Packages;

namespace Reining.Kernel.Tests.Engine;

/// <summary>Packages from a folder, restored by the SDK that built the tests; no network.</summary>
public sealed class PackageTests
{
    static PackageTests() => PackageRestore.CacheFolder = Path.Combine(AppContext.BaseDirectory, "package-cache");

    [Fact]
    public async Task GivenAPackage_WhenReferenced_ThenItsLibraryAndWhatThatNeedsAreUsableAndKeptForTheNextTime()
    {
        await using var session = new SessionFixture();
        Source(session);
        Package(session, "Reining.Sample.Base", "1.0.0", "public static class Base { public static int Value => 40; }");
        Package(session, "Reining.Sample", "1.2.0", "public static class Sample { public static int Value => Base.Value + 2; }",
            "Reining.Sample.Base");
        Assert.Equal("42", await session.Value("#r \"nuget: Reining.Sample, 1.2.0\"\nSample.Value"));
        Assert.Equal("82", await session.Value("#r \"nuget: Reining.Sample\"\nSample.Value + Base.Value"));
        Assert.Contains("restart the kernel", (await session.Fail("#r \"nuget: Reining.Sample, 1.3.0\"")).Message,
            StringComparison.Ordinal);

        // A second session finds the answer kept: with the source gone, only that can work.
        Directory.Delete(session.Folder.File("source"), recursive: true);
        await using var again = new Reining.Kernel.Engine.NotebookSession(session.Folder.Path);
        var output = new RecordedOutput();
        Assert.Null((await again.ExecuteAsync(new("cell", "#r \"nuget: Reining.Sample, 1.2.0\"\nSample.Value"), output,
            CancellationToken.None)).Error);
        Assert.Equal("42", output.Value!.PlainText);
    }

    [Fact]
    public async Task GivenAVersionThatNoSourceHas_WhenAHigherOneIsTaken_ThenTheCellSaysSoOnce()
    {
        await using var session = new SessionFixture();
        Source(session);
        Package(session, "Reining.Newer", "2.0.0", "public static class Newer { public static int Value => 2; }");
        var output = await session.Run("#r \"nuget: Reining.Newer, 1.5.0\"\nNewer.Value");
        Assert.Equal("2", output.Value!.PlainText);
        Assert.Equal("#r nuget: Reining.Newer 1.5.0 was not found. Reining.Newer 2.0.0 was resolved instead.\n", output.Stderr);
        Assert.Equal("", (await session.Run("#r \"nuget: Reining.Newer, 1.5.0\"\nNewer.Value")).Stderr);
    }

    [Fact]
    public async Task GivenAPackageThatNoSourceHas_WhenReferenced_ThenTheErrorNamesItAndTheRemedy()
    {
        await using var session = new SessionFixture();
        Source(session);
        var error = await session.Fail("#r \"nuget: Reining.NoSuchPackage, 1.0.0\"");
        Assert.Contains("expected to restore Reining.NoSuchPackage 1.0.0", error.Message, StringComparison.Ordinal);
        Assert.Contains("NU1101", error.Message, StringComparison.Ordinal);
        Assert.Contains("#i \"nuget:…\" adds a source", error.Message, StringComparison.Ordinal);
    }

    static void Source(SessionFixture session)
    {
        Directory.CreateDirectory(session.Folder.File("source"));
        session.Folder.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{session.Folder.File("packages")}" /></config>
              <packageSources><clear /><add key="here" value="{session.Folder.File("source")}" /></packageSources>
            </configuration>
            """);
    }

    static void Package(SessionFixture session, string id, string version, string source, params string[] needs)
    {
        var library = LibraryBuilder.Build(session.Folder.File($"{id}.dll"), source,
            [.. needs.Select(need => session.Folder.File($"{need}.dll"))]);
        using var zip = ZipFile.Open(session.Folder.File($"source/{id}.{version}.nupkg"), ZipArchiveMode.Create);
        zip.CreateEntryFromFile(library, $"lib/net10.0/{id}.dll");
        using var writer = new StreamWriter(zip.CreateEntry($"{id}.nuspec").Open());
        writer.Write($"""
            <package><metadata><id>{id}</id><version>{version}</version><authors>x</authors><description>x</description>
            <dependencies><group targetFramework="net10.0">{string.Concat(
                needs.Select(need => $"<dependency id=\"{need}\" version=\"1.0.0\" />"))}</group></dependencies></metadata></package>
            """);
        writer.Close();
        File.Move(library, session.Folder.File($"source/{id}.dll"));
        if (needs.Length == 0)
            File.Copy(session.Folder.File($"source/{id}.dll"), session.Folder.File($"{id}.dll"));
    }
}
