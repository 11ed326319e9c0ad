using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Packages;

/// <summary>Finds the files of packages by a generated project, which is restored once; the answer is kept by the request's hash.</summary>
static class PackageRestore
{
    static readonly string Framework = $"net{Environment.Version.Major}.0";

    /// <summary>Where answers are kept, for all notebooks of a user.</summary>
    public static string CacheFolder { get; set; } = Path.Combine(UserCache(), "reining", "packages");

    /// <summary>The files of the packages.</summary>
    /// <exception cref="PackageException">They cannot be had.</exception>
    public static ResolvedPackages Resolve(IReadOnlyDictionary<string, string> packages, IEnumerable<string> sources, string folder,
        CancellationToken cancel)
    {
        var project = Project(packages, sources, Config(folder));
        var place = Path.Combine(CacheFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..32]);
        var answer = Path.Combine(place, "resolved.json");
        if (Read(answer) is { } known)
            return known;
        Directory.CreateDirectory(place);
        AtomicFile.WriteAllText(Path.Combine(place, "packages.csproj"), project);
        // Files of these names in a folder above must not count.
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            AtomicFile.WriteAllText(Path.Combine(place, name), "<Project />");
        var names = string.Join(", ", packages.Select(pair => $"{pair.Key} {pair.Value}"));
        Restore(place, names, cancel);
        var resolved = Assets(Path.Combine(place, "obj", "project.assets.json"));
        AtomicFile.WriteAllText(answer, new JsonObject
        {
            ["libraries"] = Array(resolved.Libraries),
            ["native"] = Array(resolved.NativeFolders),
            ["notices"] = Array(resolved.Notices)
        }.ToJsonString());
        return resolved;
    }

    static string Project(IReadOnlyDictionary<string, string> packages, IEnumerable<string> sources, string? config)
    {
        var text = new StringBuilder("<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n");
        text.Append($"    <TargetFramework>{Framework}</TargetFramework>\n    "
            + $"<RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>\n");
        text.Append("    <SelfContained>false</SelfContained>\n    <UseAppHost>false</UseAppHost>\n    <NuGetAudit>false</NuGetAudit>\n");
        if (config is not null)
            text.Append($"    <RestoreConfigFile>{SecurityElement.Escape(config)}</RestoreConfigFile>\n");
        var added = SecurityElement.Escape(string.Join(';', sources));
        text.Append($"    <RestoreAdditionalProjectSources>{added}</RestoreAdditionalProjectSources>\n");
        text.Append("  </PropertyGroup>\n  <ItemGroup>\n");
        foreach (var (id, version) in packages)
            text.Append($"    <PackageReference Include=\"{SecurityElement.Escape(id)}\" "
                + $"Version=\"{SecurityElement.Escape(version)}\" />\n");
        return text.Append("  </ItemGroup>\n</Project>\n").ToString();
    }

    // The nearest nuget.config from the notebook's folder upwards.
    static string? Config(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            if (place.Exists && place.EnumerateFiles()
                .FirstOrDefault(file => file.Name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase)) is { } found)
                return found.FullName;
        }
        return null;
    }

    static void Restore(string place, string names, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", "packages.csproj", "--nologo", "--verbosity", "quiet"])
        {
            WorkingDirectory = place,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // no build server that outlives the kernel
        var output = new StringBuilder();
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new PackageException(
                $"#r nuget: expected a .NET SDK to restore {names}, got none ('dotnet': {error.Message}); install the SDK, or "
                    + "reference a library's path.");
        }
        using (process)
        {
            process.OutputDataReceived += (_, line) => Keep(line.Data);
            process.ErrorDataReceived += (_, line) => Keep(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            using (cancel.Register(() => process.Kill(entireProcessTree: true)))
                process.WaitForExit();
            cancel.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
                throw new PackageException(
                    $"#r nuget: expected to restore {names}, got\n{output.ToString().Trim()}\nCheck the name, the version and the "
                        + "network; #i \"nuget:…\" adds a source.");
        }

        void Keep(string? line)
        {
            // Every error comes twice, with the project's path before it.
            var text = line?.Replace(Path.Combine(place, "packages.csproj"), "", StringComparison.Ordinal).Trim(' ', ':');
            lock (output)
            {
                if (text is { Length: > 0 } && !output.ToString().Contains(text, StringComparison.Ordinal))
                    output.Append(text).Append('\n');
            }
        }
    }

    static ResolvedPackages Assets(string file)
    {
        var assets = JsonNode.Parse(File.ReadAllText(file))!;
        var folders = assets["packageFolders"]!.AsObject().Select(pair => pair.Key).ToArray();
        var target = assets["targets"]!.AsObject().First(pair => pair.Key.EndsWith('/' + RuntimeInformation.RuntimeIdentifier)).Value!
            .AsObject();
        var (libraries, native) = (new List<string>(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (name, package) in target)
        {
            if ((string?)package!["type"] != "package")
                continue;
            var path = (string)assets["libraries"]![name]!["path"]!;
            var place = folders.Select(folder => Path.Combine(folder, path)).First(Directory.Exists);
            libraries.AddRange(Files(package["runtime"], place).Where(one => one.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)));
            native.UnionWith(Files(package["native"], place).Select(one => Path.GetDirectoryName(one)!));
        }
        return new ResolvedPackages(libraries, [.. native], Substitutions(assets));
    }

    // NU1603: a version that no source has, and the next higher one in its place. The project is named "packages".
    static string[] Substitutions(JsonNode assets) => [.. (assets["logs"] as JsonArray ?? [])
        .Where(log => (string?)log!["code"] == "NU1603")
        .Select(log => (string)log!["message"]!)
        .Where(message => message.StartsWith("packages depends on ", StringComparison.Ordinal)
        && message.Contains(" but ", StringComparison.Ordinal))
        .Select(message => "#r nuget: " + message[(message.IndexOf(" but ", StringComparison.Ordinal) + 5)..])];

    static IEnumerable<string> Files(JsonNode? group, string place) => group is JsonObject files
        ? files.Select(pair => Path.GetFullPath(Path.Combine(place, pair.Key))).Where(path => Path.GetFileName(path) != "_._")
        : [];

    static ResolvedPackages? Read(string answer)
    {
        if (!File.Exists(answer) || JsonNode.Parse(File.ReadAllText(answer)) is not JsonObject json)
            return null;
        var resolved = new ResolvedPackages(Strings(json["libraries"]), Strings(json["native"]), Strings(json["notices"]));
        // The package folder may have been cleared.
        return resolved.Libraries.All(File.Exists) && resolved.NativeFolders.All(Directory.Exists) ? resolved : null;
    }

    static string UserCache()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set)
            return set;
        return OperatingSystem.IsLinux()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
    }

    static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    static string[] Strings(JsonNode? node) => [.. (node as JsonArray ?? []).Select(value => (string)value!)];
}
