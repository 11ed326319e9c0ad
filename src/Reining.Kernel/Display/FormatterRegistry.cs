using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Reining.Kernel.Display;

/// <summary>The formatters of this process: those that cells registered, and those that types bring along.</summary>
static class FormatterRegistry
{
    static readonly Lock Gate = new();
    static volatile ImmutableList<TypeFormatter> _registered = [];
    static volatile ImmutableDictionary<Type, ImmutableArray<string>> _preferred = ImmutableDictionary<Type, ImmutableArray<string>>.Empty;
    static volatile ConcurrentDictionary<Type, (TypeFormatter[] Formatters, IReadOnlyList<string>? Preferred)> _found = new();

    public static void Add(TypeFormatter formatter)
    {
        lock (Gate)
        {
            _registered = _registered.Add(formatter);
            _found = new();
        }
    }

    public static void Prefer(Type type, IEnumerable<string> mimeTypes)
    {
        lock (Gate)
            _preferred = _preferred.SetItem(type, [.. mimeTypes]);
    }

    public static void Clear()
    {
        lock (Gate)
        {
            _registered = [];
            _preferred = ImmutableDictionary<Type, ImmutableArray<string>>.Empty;
            _found = new();
        }
    }

    /// <summary>
    /// The formatters of a type: the last registered first, the nearest type before its bases and interfaces, then those on the type.
    /// </summary>
    public static TypeFormatter[] For(Type type) => Find(type).Formatters;

    /// <summary>The representations wanted of a type, by cells or by the type itself; null if nobody said.</summary>
    public static IReadOnlyList<string>? Preferred(Type type)
    {
        for (var one = type; one is not null; one = one.BaseType)
        {
            if (_preferred.TryGetValue(one, out var chosen))
                return chosen;
        }
        return Find(type).Preferred;
    }

    static (TypeFormatter[] Formatters, IReadOnlyList<string>? Preferred) Find(Type type) => _found.GetOrAdd(type, static one =>
    {
        var (declared, preferred) = ConventionFormatters.Find(one);
        var registered = _registered.Where(formatter => Matches(formatter.Type, one)).Reverse()
            .OrderBy(formatter => Distance(formatter.Type, one));
        return ([.. registered, .. declared], preferred);
    });

    static bool Matches(Type wanted, Type actual) => wanted.IsAssignableFrom(actual)
        || wanted.IsGenericTypeDefinition && Lineage(actual).Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == wanted);

    static IEnumerable<Type> Lineage(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            yield return current;
        foreach (var contract in type.GetInterfaces())
            yield return contract;
    }

    static int Distance(Type wanted, Type actual)
    {
        if (wanted == typeof(object))
            return int.MaxValue;
        if (wanted.IsInterface)
            return int.MaxValue - 1;
        var steps = 0;
        for (var type = actual; type is not null && type != wanted && !IsMadeFrom(type, wanted); type = type.BaseType)
            steps++;
        return steps;
    }

    static bool IsMadeFrom(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
