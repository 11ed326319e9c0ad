using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using TorchSharp;

namespace Reining.Torch;

/// <summary>Finds and loads libtorch and TorchSharp's native file, once per process, when the first tensor asks for them.</summary>
/// <remarks>
/// libtorch comes from the folder in <c>LIBTORCH</c> if set, else from the package (in the package folder on Linux, beside
/// the program elsewhere). On Linux systems with an older libstdc++ a corrected copy of TorchSharp's native file is loaded,
/// see <see cref="NativeFileCorrection"/>. Loading by full path first is the door that TorchSharp documents for another libtorch.
/// </remarks>
public static class TorchRuntime
{
    /// <summary>The libtorch that TorchSharp 0.107's native file was built against.</summary>
    public static readonly Version RequiredLibTorch = new(2, 10);

    const string Package = "package";
    static readonly Lock Gate = new();
    static readonly Dictionary<string, nint> Handles = [];
    static TorchRuntimeInfo? _files, _info;

    /// <summary>What was loaded; loads on first use.</summary>
    public static TorchRuntimeInfo Info => Load();

    /// <summary>Loads the native libraries and sets the thread count; later calls return the first call's result.</summary>
    /// <exception cref="DllNotFoundException">No usable libtorch; the message says where it was looked for and what to do.</exception>
    public static TorchRuntimeInfo Load()
    {
        if (_info is not null)
            return _info;
        OpenFiles();
        // Not under the lock: TorchSharp's first call, on whatever thread, asks the handler below from inside this constructor.
        RuntimeHelpers.RunClassConstructor(typeof(torch).TypeHandle);
        lock (Gate)
            return _info ??= Start();
    }

    static void OpenFiles()
    {
        lock (Gate)
        {
            if (_files is not null || !OperatingSystem.IsLinux())
                return;
            NativeMemory.Keep();
            _files = OpenOnLinux();
        }
    }

    static TorchRuntimeInfo Start()
    {
        torch.InitializeDeviceType(DeviceType.CPU);
        var info = _files is null ? Elsewhere() : _files with { Caches = OneDnnCaches.Correct() };
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null or "")
            torch.set_num_threads(Environment.ProcessorCount);
        return info;
    }

    /// <summary>
    /// From the first use of any type of this library on, TorchSharp's search for its native files ends here, so that no caller
    /// has to remember <see cref="Load"/>.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Only registers a handler; " +
        "the alternative is an error for everyone who forgets to call Load.")]
    internal static void Register()
    {
        if (!OperatingSystem.IsLinux())
            return;
        AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly)!.ResolvingUnmanagedDll += (_, name) =>
        {
            if (name is not ("LibTorchSharp" or "torch_cpu" or "torch_cuda"))
                return 0;
            if (_files is null)
                Load();
            lock (Gate)
                return Handles.GetValueOrDefault(name);
        };
        // The handler comes last: a libtorch of the system, of whatever version, would be taken before it is asked.
        if (!SystemFolders().Any(HasLibTorch))
            return;
        try
        {
            Load();
        }
        catch (Exception e) when (e is DllNotFoundException or InvalidDataException or IOException)
        {
            // Reported by the first call of Load, where a caller can see it: an error from here would name this initializer.
        }
    }

    static IEnumerable<string> SystemFolders() =>
        (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/local/lib", "/usr/lib64", "/lib64", "/usr/lib"]);

    static TorchRuntimeInfo Elsewhere()
    {
        var version = NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out var cpu) ? LibTorch.Bind(cpu) : null;
        return version == RequiredLibTorch
            ? new TorchRuntimeInfo("package", AppContext.BaseDirectory, version, null, null)
            : throw Unusable(AppContext.BaseDirectory, version?.ToString() ?? "one without its C interface");
    }

    static TorchRuntimeInfo OpenOnLinux()
    {
        var (source, folder) = LibTorchFolder();
        var native = TorchSharpNativeFile();

        if (source != Package)
            CheckFunctions(native, folder);
        ThreadWaiting.SetDefaults();
        // Loaded by full path; what is loaded later by name resolves to these by their SONAME.
        Open(FileOf(folder, "libc10")!);
        var cpu = Open(FileOf(folder, "libtorch_cpu")!);
        var version = LibTorch.Bind(cpu) ?? throw Unusable(folder, "one older than 2.9 or another library");
        if (version < RequiredLibTorch)
            throw Unusable(folder, version.ToString());
        if (FileOf(folder, "libtorch_cuda") is { } gpu)
            Handles["torch_cuda"] = Open(gpu);
        Open(FileOf(folder, "libtorch")!);

        var corrected = default(string);
        nint torchSharp;
        try
        {
            torchSharp = NativeLibrary.Load(native);
        }
        catch (DllNotFoundException e) when (e.Message.Contains(NativeFileCorrection.MissingVersion, StringComparison.Ordinal))
        {
            corrected = CorrectedCopy(native);
            torchSharp = Open(corrected);
        }
        (Handles["torch_cpu"], Handles["LibTorchSharp"]) = (cpu, torchSharp);
        return new TorchRuntimeInfo(source, folder, version, corrected, null);
    }

    static (string Source, string Folder) LibTorchFolder()
    {
        if (Environment.GetEnvironmentVariable("LIBTORCH") is { Length: > 0 } given)
        {
            string[] candidates = [given, Path.Combine(given, "lib")];
            return candidates.FirstOrDefault(c => FileOf(c, "libtorch_cpu") is not null) is { } found
                ? ("LIBTORCH", Path.GetFullPath(found))
                : throw new DllNotFoundException(
                    $"Load libtorch: expected libtorch_cpu.so in LIBTORCH='{given}' or its lib folder, got none; " +
                    $"point LIBTORCH at an unpacked libtorch {RequiredLibTorch} or unset it.");
        }
        var places = NativeFolders().Concat(PackageFolders.Native("LibTorchPackage")).ToArray();
        return places.FirstOrDefault(HasLibTorch) is { } folder
            ? (Package, folder)
            : throw new DllNotFoundException(
                $"Load libtorch: libtorch_cpu.so is in none of: {string.Join(", ", places)}; " +
                "restore the package libtorch-cpu-linux-x64, set NUGET_PACKAGES to the folder that has it, " +
                "or set LIBTORCH to another libtorch (environment.md, \"Another libtorch\").");
    }

    /// <summary>
    /// Every function that TorchSharp's native file takes from libtorch must be there: asked before anything is loaded, because a missing
    /// one would show itself only in the call that needs it, by the end of the process.
    /// </summary>
    static void CheckFunctions(string native, string folder)
    {
        string[] libraries = ["libc10", "libtorch_cpu", "libtorch"];
        HashSet<string> missing;
        try
        {
            missing = NativeSymbols.Needed(native);
            missing.RemoveWhere(name => !name.Contains("2at", StringComparison.Ordinal) &&
                !name.Contains("3c10", StringComparison.Ordinal) && !name.Contains("5torch", StringComparison.Ordinal));
            var needed = missing.Count;
            foreach (var library in libraries)
                missing.ExceptWith(
                    NativeSymbols.Offered(FileOf(folder, library) ?? throw Unusable(folder, $"a folder without {library}.so")));
            if (missing.Count > 0)
                throw Unusable(
                    folder,
                    $"one that lacks {missing.Count} of the {needed} functions TorchSharp's native " +
                    $"file calls (the first: {missing.Order(StringComparer.Ordinal).First()})");
        }
        catch (InvalidDataException)
        {
            // Not a library at all: the system's loader says so in its own words.
        }
    }

    /// <summary>A library's file in a folder, also under a versioned name (Debian: libtorch_cpu.so.2.6); null if it is not there.</summary>
    static string? FileOf(string folder, string name) =>
        File.Exists(Path.Combine(folder, $"{name}.so")) ? Path.Combine(folder, $"{name}.so")
        : Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{name}.so.*").Order(StringComparer.Ordinal).FirstOrDefault() : null;

    static bool HasLibTorch(string folder) => File.Exists(Path.Combine(folder, "libtorch_cpu.so"));

    static IEnumerable<string> NativeFolders()
    {
        var beside = Path.GetDirectoryName(typeof(TorchRuntime).Assembly.Location) is { Length: > 0 } d ? d : AppContext.BaseDirectory;
        return [Path.Combine(beside, "runtimes", "linux-x64", "native"), beside];
    }

    static string TorchSharpNativeFile()
    {
        var places = NativeFolders().Concat(PackageFolders.Native("TorchSharpPackage")).ToArray();
        return places.Select(f => Path.Combine(f, "libLibTorchSharp.so")).FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException(
                $"Load TorchSharp: libLibTorchSharp.so is in none of: {string.Join(", ", places)}; restore the package TorchSharp again.");
    }

    static string CorrectedCopy(string native)
    {
        var original = File.ReadAllBytes(native);
        var id = Convert.ToHexStringLower(SHA256.HashData(original))[..16];
        var copy = Path.Combine(CacheRoot.Folder("native"), $"{id}-libLibTorchSharp.so");
        var bytes = NativeFileCorrection.Correct(original);
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
            AtomicFile.Write(copy, s => s.Write(bytes));
        return copy;
    }

    static nint Open(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException($"Load '{path}': {e.Message.Split('\n')[0]} (environment.md, \"Another libtorch\").", e);
        }
    }

    static DllNotFoundException Unusable(string folder, string got) => new(
        $"Load libtorch: expected version {RequiredLibTorch}, which TorchSharp 0.107 was built against, " +
        $"or a newer one with the same functions, got {got} in '{folder}'; " +
        "unset LIBTORCH to use the package, or point it at a matching libtorch.");
}
