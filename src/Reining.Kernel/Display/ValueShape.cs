using System.Collections;
using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml;

namespace Reining.Kernel.Display;

/// <summary>How a value without a formatter is taken apart for display.</summary>
static class ValueShape
{
    static readonly ConcurrentDictionary<Type, MemberInfo[]> Members = new();
    static readonly ConcurrentDictionary<Type, bool> Transparent = new();

    /// <summary>Whether a value is shown as one piece of text.</summary>
    public static bool IsScalar(object? value) => value switch
    {
        null or string or IFormattable or bool or char or Type or Delegate or Exception or Task or XmlNode or DBNull => true,
        DataRow or DataSet => false,
        _ when JsonShape.IsJson(value) => !JsonShape.HasParts(value),
        IEnumerable sequence => IsDefault(sequence),
        ITuple or Grids.Row => false,
        _ => !Grids.IsGrid(value) && !IsMemory(value.GetType()) && !IsTransparent(value.GetType()),
    };

    /// <summary>Whether a value is a row where a sequence of such is shown as a table.</summary>
    public static bool IsRow(object? value) =>
        value is not (null or Array) && !IsScalar(value)
            && (value is not IEnumerable || IsGrouping(value.GetType()) || JsonShape.IsObject(value))
        && !Grids.IsGrid(value) && !IsMemory(value.GetType());

    /// <summary>
    /// The parts of a value that is no scalar. Only objects made of parts have them: anonymous types, tuples, pairs, records, and types
    /// that say nothing of themselves by ToString. Others (a tensor, say) may do costly or harmful things when asked for every property.
    /// </summary>
    public static ValueParts Take(object value) => value switch
    {
        Grids.Row row => new ValueParts(ShownKind.List, row.Cells),
        DataRow row => Grids.Take(row),
        DataSet set => ValueParts.Of(set.DataSetName, set.Tables.Cast<DataTable>().Select(table => (table.TableName, (object?)table))),
        _ when JsonShape.IsJson(value) => JsonShape.Take(value),
        _ when Grids.IsGrid(value) => Grids.Take(value),
        _ when IsGrouping(value.GetType()) => ValueParts.Of("", [("Key", Key(value)), ("Items", new Items((IEnumerable)value))]),
        ITuple tuple => new ValueParts(ShownKind.Tuple, [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])])
        {
            Names = [.. Enumerable.Range(1, tuple.Length).Select(i => $"Item{i}")],
        },
        IEnumerable sequence => TakeSequence(sequence),
        _ when IsMemory(value.GetType()) => TakeSequence((IEnumerable)value.GetType().GetMethod("ToArray")!.Invoke(value, null)!),
        _ => ValueParts.Of(TypeName(value.GetType()), Accessors(value.GetType()).Select(one => (one.Name, Read(one, value)))),
    };

    /// <summary>The text of a scalar, independent of the machine's culture.</summary>
    /// <param name="value">The scalar.</param>
    /// <param name="rounded">
    /// Whether numbers with a fraction show six digits, as those within tables and objects do: there they are looked over, and sixteen
    /// digits each hide what differs. By itself a number is shown as C# writes it, with every digit.
    /// </param>
    public static string ScalarText(object? value, bool rounded = false) => value switch
    {
        null or DBNull => "null",
        bool flag => flag ? "true" : "false",
        double number when rounded => Rounded(number, number.ToString(CultureInfo.InvariantCulture)),
        float number when rounded => Rounded(number, number.ToString(CultureInfo.InvariantCulture)),
        Type type => TypeName(type),
        Exception error => $"{error.GetType().FullName}: {error.Message}",
        XmlNode node => node.OuterXml,
        Task task => $"{TypeName(task.GetType())} ({task.Status})",
        _ when JsonShape.IsJson(value) => ScalarText(JsonShape.Scalar(value)),
        IEnumerable sequence when IsDefault(sequence) => $"default({TypeName(value.GetType())})",
        _ => Written(value),
    };

    // What a type says of itself is code of its author's, and the last resort: if that fails there is nothing else to show.
    static string Written(object value)
    {
        try
        {
            return (value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value.ToString()) ?? "";
        }
        catch (Exception error) when (!Formatter.IsStop(error))
        {
            return $"{TypeName(value.GetType())} (ToString failed with {error.GetType().Name}: {error.Message})";
        }
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

    static ValueParts TakeSequence(IEnumerable sequence)
    {
        var sample = Sample.Of(sequence);
        var isTable = sample.Items.Count > 0 && sample.Items.All(item => IsRow(item) && !Formatter.IsFormatted(item!));
        var items = isTable ? sample.Items : [.. sample.Items.Select(item => item is DictionaryEntry pair ? (pair.Key, pair.Value) : item)];
        return new ValueParts(isTable ? ShownKind.Table : ShownKind.List, items) { Rest = sample.Rest };
    }

    // Whole numbers keep their digits; others get as many as make six, or an exponent where zeros would hide them.
    static string Rounded(double number, string exact)
    {
        if (!double.IsFinite(number) || number == Math.Truncate(number) && Math.Abs(number) < 1e15)
            return exact;
        var rounded = Math.Abs(number) is >= 1e6 and < 1e15
            ? Math.Round(number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("G6", CultureInfo.InvariantCulture);
        return rounded.Length < exact.Length ? rounded : exact;
    }

    /// <summary>Whether the type's public parts are what it is.</summary>
    static bool IsTransparent(Type type) => Transparent.GetOrAdd(type, static one =>
    {
        if (IsAnonymous(one) || one == typeof(DictionaryEntry) || IsGeneric(one, typeof(KeyValuePair<,>)))
            return true;
        var isRecord = one.GetMethod("<Clone>$") is not null
            || one.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
        var text = one.GetMethod(nameof(ToString), Type.EmptyTypes)!;
        var saysNothing = text.DeclaringType == typeof(object) || text.DeclaringType == typeof(ValueType);
        var isGenerated = text.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
        return (saysNothing || isRecord && isGenerated) && Accessors(one).Length > 0;
    });

    static bool IsAnonymous(Type type) =>
        type.Name.Contains("AnonymousType", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute), false);

    static bool IsMemory(Type type) => IsGeneric(type, typeof(Memory<>)) || IsGeneric(type, typeof(ReadOnlyMemory<>));

    static bool IsGrouping(Type type) => type.GetInterfaces().Any(one => IsGeneric(one, typeof(IGrouping<,>)));

    static object? Key(object grouping) =>
        grouping.GetType().GetInterfaces().First(one => IsGeneric(one, typeof(IGrouping<,>))).GetProperty("Key")!.GetValue(grouping);

    // Structures around an array that nobody gave them (ImmutableArray, ArraySegment) fail when they are enumerated.
    static bool IsDefault(IEnumerable value)
    {
        if (!value.GetType().IsValueType)
            return false;
        try
        {
            if (!value.Equals(RuntimeHelpers.GetUninitializedObject(value.GetType())))
                return false;
            (value.GetEnumerator() as IDisposable)?.Dispose();
            return false;
        }
        catch (Exception error) when (!Formatter.IsStop(error))
        {
            return true;
        }
    }

    static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    static MemberInfo[] Accessors(Type type) => Members.GetOrAdd(type, static one =>
        [.. one.GetMembers(BindingFlags.Instance | BindingFlags.Public).Where(IsAccessor).DistinctBy(member => member.Name)]);

    static bool IsAccessor(MemberInfo member) => member switch
    {
        FieldInfo field => !field.FieldType.IsByRefLike,
        PropertyInfo { CanRead: true } property => property.GetMethod!.IsPublic && property.GetIndexParameters().Length == 0
            && !property.PropertyType.IsByRefLike && !property.PropertyType.IsByRef && !property.PropertyType.IsPointer,
        _ => false,
    };

    static object? Read(MemberInfo member, object value)
    {
        try
        {
            return member is FieldInfo field ? field.GetValue(value) : ((PropertyInfo)member).GetValue(value);
        }
        catch (TargetInvocationException error) when (!Formatter.IsStop(error))
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

    /// <summary>The items of a grouping without its key.</summary>
    sealed class Items(IEnumerable items) : IEnumerable
    {
        public IEnumerator GetEnumerator() => items.GetEnumerator();
    }
}
