using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Reining.Torch;

namespace Reining.Tests.Architecture;

/// <summary>The arrows between folders and between projects point one way. Whoever reads a folder need know only those above it.</summary>
public sealed partial class FolderTests
{
    /// <summary>The folders of src/Reining; each uses only those before it.</summary>
    static readonly string[] Order = [
        "Torch", "Display", "Numerics", "Images", "Data", "Figures", "Grammar", "Models", "Attacks", "Worlds", "Distributed", "Training",
        "Densities", "Metrics", "Search", "Chapters"
    ];

    static readonly ArchUnitNET.Domain.Architecture Library = new ArchLoader().LoadAssemblies(typeof(TorchRuntime).Assembly).Build();

    [Fact]
    public void GivenTheLibrary_WhenAFolderUsesAnother_ThenTheOtherStandsBeforeIt()
    {
        var arrows = Library.Types
            .SelectMany(t => t.Dependencies.Select(d => (Origin: t, d.Target)))
            .Select(a => (From: Folder(a.Origin), To: Folder(a.Target), Text: $"{a.Origin.FullName} uses {a.Target.FullName}"))
            .Where(a => a.From is not null && a.To is not null)
            .ToList();
        Assert.InRange(arrows.Select(a => (a.From, a.To)).Distinct().Count(), 50, 200); // the library was read, method bodies too
        var wrong = arrows.Where(a => Array.IndexOf(Order, a.From) < Array.IndexOf(Order, a.To)).Select(a => a.Text).Distinct().Order();
        Assert.Equal([], wrong);
    }

    [Fact]
    public void GivenASourceFile_WhenItsFolderIsRead_ThenItIsItsNamespace()
    {
        var files = Directory.GetFiles(Source("Reining"), "*.cs", SearchOption.AllDirectories);
        Assert.True(files.Length > 100, $"expected the library's sources in {Source("Reining")}");
        Assert.All(files, file =>
        {
            var folder = Path.GetRelativePath(Source("Reining"), file).Split(Path.DirectorySeparatorChar)[0];
            Assert.Contains(folder, Order);
            var name = Namespace().Match(File.ReadAllText(file)).Groups[1].Value;
            Assert.True(name == $"Reining.{folder}" || (name == "Reining" && folder == Order[0]), $"{file} is in the namespace '{name}'");
        });
    }

    [Fact]
    public void GivenTheProjects_WhenTheirReferencesAreRead_ThenLibraryAndKernelKnowNeitherEachOtherNorTheCommandLine()
    {
        Assert.Empty(References("Reining"));
        Assert.Empty(References("Reining.Kernel"));
        Assert.Contains("Reining", References("Reining.Cli"));
    }

    // What stands in the namespace Reining itself (the checks of options) lies in the first folder.
    static string? Folder(IType type) => type.Namespace?.FullName.Split('.') switch
    {
        ["Reining"] => Order[0],
        ["Reining", var folder, ..] => folder,
        _ => null,
    };

    static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Source(project), $"{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));

    static string Source(string project, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", project));

    [GeneratedRegex(@"^namespace (Reining(\.\w+)?)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
