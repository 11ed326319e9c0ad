using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Jupyter;

/// <summary>The kernel's entry in the list from which front ends choose.</summary>
/// <param name="Name">The folder's and the kernel's name, such as <c>reining-csharp</c>.</param>
/// <param name="DisplayName">What users see.</param>
/// <param name="Arguments">The command; <c>{connection_file}</c> stands for the file with the ports.</param>
public sealed record KernelSpec(string Name, string DisplayName, IReadOnlyList<string> Arguments)
{
    /// <summary>The name under which .NET Interactive installs itself: notebooks written for it find this kernel then.</summary>
    public const string InteractiveName = ".net-csharp";

    /// <summary>What front ends set for the kernel's processes.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["OMP_WAIT_POLICY"] = "passive", // active waiting makes OpenMP threads of a busy machine spend their time spinning
        ["GOMP_SPINCOUNT"] = "1000", // but some ten microseconds of it save most wake-ups
        ["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1", // tensors in pages of 2 MiB, as the launchers set it
        ["DOTNET_EnableWriteXorExecute"] = "0", // a tenth of the start and a quarter of a cell's time; a kernel runs any code anyway
        ["DOTNET_NOLOGO"] = "1",
    };

    static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder of a user's own kernels.</summary>
    public static string UserFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } data)
                return Path.Combine(data, "kernels");
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (OperatingSystem.IsWindows())
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter", "kernels");
            if (OperatingSystem.IsMacOS())
                return Path.Combine(home, "Library", "Jupyter", "kernels");
            var share = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } set
                ? set
                : Path.Combine(home, ".local", "share");
            return Path.Combine(share, "jupyter", "kernels");
        }
    }

    /// <summary>The folder of kernels below an installation prefix, such as a virtual environment.</summary>
    public static string FolderBelow(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter", "kernels");

    /// <summary>Writes <c>kernel.json</c>.</summary>
    /// <param name="kernels">The folder of kernels.</param>
    /// <param name="replaceForeign">Whether another program's kernel of the same name may be replaced.</param>
    /// <returns>The kernel's own folder.</returns>
    /// <exception cref="ArgumentException">The name cannot be a kernel's.</exception>
    /// <exception cref="IOException">It cannot be written, or belongs to another program.</exception>
    public string Install(string kernels, bool replaceForeign)
    {
        if (Name.Length == 0 || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw new ArgumentException($"kernel install: expected a name of letters, digits, '.', '-' and '_', got '{Name}'.");
        var folder = Path.Combine(kernels, Name);
        var file = Path.Combine(folder, "kernel.json");
        if (!replaceForeign && File.Exists(file) && !File.ReadAllText(file).Contains("\"reining\"", StringComparison.Ordinal))
            throw new IOException(
                $"kernel install: expected no kernel or an earlier one of this program at {folder}, got another program's; pass --force "
                    + "to replace it, or choose another name with --as.");
        Directory.CreateDirectory(folder);
        Documents.AtomicFile.WriteAllText(file, Json().ToJsonString(Readable) + "\n");
        return folder;
    }

    JsonObject Json() => new()
    {
        ["argv"] = new JsonArray([.. Arguments.Select(argument => JsonValue.Create(argument))]),
        ["display_name"] = DisplayName,
        ["language"] = "C#",
        ["interrupt_mode"] = "message",
        ["env"] = new JsonObject(Settings.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
        ["metadata"] = new JsonObject
        {
            ["reining"] = new JsonObject { ["implementation"] = "reining", ["protocol"] = Running.EditorHost.Protocol },
        },
    };
}
