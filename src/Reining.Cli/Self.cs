using System.Diagnostics;
using System.Reflection;

namespace Reining.Cli;

/// <summary>How this program starts itself once more.</summary>
static class Self
{
    /// <summary>Through dotnet, or by itself where it was published so.</summary>
    public static string[] Command
    {
        get
        {
            var process = Environment.ProcessPath!;
            return Path.GetFileNameWithoutExtension(process) == "dotnet"
                ? [process, "exec", Assembly.GetEntryAssembly()!.Location]
                : [process];
        }
    }

    /// <summary>What starts programs of the runtime.</summary>
    public static string DotNet =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    /// <summary>With these arguments.</summary>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments) => new(Command[0], [.. Command[1..], .. arguments]);
}
