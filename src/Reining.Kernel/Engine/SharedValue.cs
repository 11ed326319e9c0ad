using System.Reflection;
using System.Runtime.InteropServices;

namespace Reining.Kernel.Engine;

/// <summary>Hands an object from the host to a cell's code.</summary>
public static class SharedValue
{
    static readonly AsyncLocal<object?> Slot = new();

    /// <summary>The object that the host has put there.</summary>
    public static object? Take() => Slot.Value;

    internal static void Put(object? value) => Slot.Value = value;

    /// <summary>
    /// The C# name of the type under which C# sees a value of another language: its own if C# can name it, else that of a
    /// collection it is, else <c>object</c>.
    /// </summary>
    internal static string TypeName(Type type)
    {
        if (Named(type) is { } name)
            return name;
        Type[] wanted = [typeof(IReadOnlyDictionary<,>), typeof(IReadOnlyList<>), typeof(IEnumerable<>)];
        return wanted.SelectMany(one => type.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == one))
            .Select(Named).FirstOrDefault(face => face is not null) ?? "object";
    }

    static string? Named(Type type)
    {
        if (type.IsArray)
            return Named(type.GetElementType()!) is { } element ? $"{element}[{new string(',', type.GetArrayRank() - 1)}]" : null;
        if (!type.IsVisible || type.IsNested || !IsFramework(type.Assembly))
            return null;
        var arguments = type.GetGenericArguments().Select(Named).ToArray();
        var bare = $"global::{type.Namespace}.{type.Name.Split('`')[0]}";
        return arguments.Length == 0 ? bare : arguments.Contains(null) ? null : $"{bare}<{string.Join(", ", arguments)}>";
    }

    static bool IsFramework(Assembly assembly) =>
        !assembly.IsDynamic && assembly.Location.StartsWith(RuntimeEnvironment.GetRuntimeDirectory(), StringComparison.Ordinal);
}
