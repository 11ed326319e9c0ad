using System.Reflection;

namespace Reining.Kernel;

/// <summary>This library's version.</summary>
static class KernelVersion
{
    /// <summary>As its package has it, such as <c>0.1.0</c>.</summary>
    public static readonly string Text =
        typeof(KernelVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
