using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Reining.Kernel.Display;

/// <summary>How a value without a formatter is taken apart for display.</summary>
static class ValueShape
{
    /// <summary>Whether a value is shown as one piece of text.</summary>
    public static bool IsScalar(object? value) => value switch
    {
        null or string or IFormattable or bool or char or Type or Delegate or Exception or Task => true,
        IEnumerable or ITuple => false,
        _ => !TableView.HasColumns(value.GetType()) && !IsTransparent(value.GetType()),
    };

    /// <summary>The text of a scalar, independent of the machine's culture.</summary>
    public static string ScalarText(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        Type type => TypeName(type),
        Exception error => $"{error.GetType().FullName}: {error.Message}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>
    /// The named parts of an object. Only objects made of parts have them: anonymous types, tuples, pairs, records, and types
    /// that say nothing of themselves by ToString. Others (a tensor, say) may do costly or harmful things when asked for every property.
    /// </summary>
    public static IReadOnlyList<(string Name, object? Value)> Parts(object value)
    {
        if (value is ITuple tuple)
            return [.. Enumerable.Range(0, tuple.Length).Select(i => ($"Item{i + 1}", tuple[i]))];
        return [.. Accessors(value.GetType()).Select(accessor => (accessor.Name, Read(accessor, value)))];
    }

    /// <summary>A type's name as C# writes it, such as <c>List&lt;int&gt;</c>.</summary>
    public static string TypeName(Type type)
    {
        if (type.IsArray)
            return $"{TypeName(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (IsAnonymous(type))
            return "";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (!type.IsGenericType)
            return type.Name;
        var name = type.Name.Split('`')[0];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";
    }

    /// <summary>Whether the type's public parts are what it is.</summary>
    static bool IsTransparent(Type type)
    {
        if (IsAnonymous(type) || type == typeof(DictionaryEntry) || type.IsGenericType
            && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
            return true;
        var isRecord = type.GetMethod("<Clone>$") is not null
            || type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
        var owner = type.GetMethod(nameof(ToString), Type.EmptyTypes)!.DeclaringType;
        var saysNothing = owner == typeof(object) || owner == typeof(ValueType);
        return (saysNothing || isRecord && IsGenerated(type)) && Accessors(type).Any();
    }

    static bool IsGenerated(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)!.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    static bool IsAnonymous(Type type) =>
        type.Name.Contains("AnonymousType", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute), false);

    static IEnumerable<MemberInfo> Accessors(Type type) =>
        type.GetMembers(BindingFlags.Instance | BindingFlags.Public)
            .Where(member => member is FieldInfo || member is PropertyInfo { CanRead: true } property && property.GetMethod!.IsPublic
            && property.GetIndexParameters().Length == 0)
            .DistinctBy(member => member.Name);

    static object? Read(MemberInfo member, object value)
    {
        try
        {
            return member is FieldInfo field ? field.GetValue(value) : ((PropertyInfo)member).GetValue(value);
        }
        catch (TargetInvocationException error)
        {
            return error.InnerException ?? error;
        }
    }

    static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };
}
