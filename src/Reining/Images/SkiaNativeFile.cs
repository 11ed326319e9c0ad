using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Reining.Images;

/// <summary>
/// Finds the native files of SkiaSharp and HarfBuzzSharp in hosts that load each referenced library into a context of its own (Roslyn's
/// scripting, and with it .NET Interactive): such a context looks beside the library only, not in <c>runtimes/RID/native</c>.
/// </summary>
static class SkiaNativeFile
{
    static readonly string[] Libraries = ["SkiaSharp", "HarfBuzzSharp"];

    /// <summary>From the first use of any type of this library on.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Only registers handlers; pictures are drawn from many places.")]
    internal static void Register()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, load) => Watch(load.LoadedAssembly);
        foreach (var loaded in AppDomain.CurrentDomain.GetAssemblies())
            Watch(loaded);
    }

    static void Watch(Assembly assembly)
    {
        // The default context reads the program's .deps.json, which names the file.
        if (Libraries.Contains(assembly.GetName().Name) && AssemblyLoadContext.GetLoadContext(assembly) is { } context
            && context != AssemblyLoadContext.Default)
            context.ResolvingUnmanagedDll += Load;
    }

    static nint Load(Assembly asker, string name)
    {
        var file = name + (OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so");
        var path = Path.Combine(Path.GetDirectoryName(asker.Location)!, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", file);
        return File.Exists(path) ? NativeLibrary.Load(path) : 0; // 0: the runtime's own error names all places where it looked
    }
}
