using System.Collections;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Display;

/// <summary>JSON as .NET's own library and Newtonsoft's hold it; of the latter no reference is needed.</summary>
static class JsonShape
{
    static readonly ConcurrentDictionary<Type, bool> Newtonsoft = new();

    public static bool IsJson(object value) => value is JsonNode or JsonElement or JsonDocument || IsNewtonsoft(value.GetType());

    /// <summary>Whether it is JSON with parts.</summary>
    public static bool HasParts(object value) => value switch
    {
        JsonObject or JsonArray or JsonDocument => true,
        JsonElement element => element.ValueKind is JsonValueKind.Object or JsonValueKind.Array,
        JsonNode => false,
        _ => Is(value.GetType(), "Newtonsoft.Json.Linq.JContainer"),
    };

    /// <summary>Whether it is a JSON object, which has names.</summary>
    public static bool IsObject(object value) =>
        value is JsonObject or JsonElement { ValueKind: JsonValueKind.Object } || IsNamed(value, "JObject");

    /// <summary>What JSON without parts holds: text, a number, true, false or null.</summary>
    public static object? Scalar(object value) => value switch
    {
        JsonElement element => Scalar(element),
        JsonValue node => node.TryGetValue<JsonElement>(out var element) ? Scalar(element) : node.GetValue<object>(),
        _ when value.GetType().GetProperty("Value") is { } held => held.GetValue(value),
        _ => value.ToString(),
    };

    public static ValueParts Take(object value) => value switch
    {
        JsonDocument document => Take(document.RootElement),
        JsonElement { ValueKind: JsonValueKind.Object } element =>
            Named(element.EnumerateObject().Select(one => (one.Name, (object?)one.Value))),
        JsonElement element => List(element.EnumerateArray()),
        JsonObject members => Named(members.Select(one => (one.Key, (object?)one.Value))),
        JsonArray items => List(items),
        _ when IsNamed(value, "JProperty") => Named([Property(value)]),
        _ when IsObject(value) => Named(((IEnumerable)value).Cast<object>().Select(Property)),
        _ => List((IEnumerable)value),
    };

    static ValueParts Named(IEnumerable<(string Name, object? Value)> members) => ValueParts.Of("", members, isJson: true);

    static ValueParts List(IEnumerable items)
    {
        var sample = Sample.Of(items);
        var isTable = sample.Items.Count > 0 && sample.Items.All(item => item is not null && IsObject(item));
        return new ValueParts(isTable ? ShownKind.Table : ShownKind.List, sample.Items) { Rest = sample.Rest, IsJson = true };
    }

    static (string Name, object? Value) Property(object property) =>
        ((string)property.GetType().GetProperty("Name")!.GetValue(property)!, property.GetType().GetProperty("Value")!.GetValue(property));

    static object? Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    static bool IsNamed(object value, string name) => value.GetType().Name == name && IsNewtonsoft(value.GetType());

    public static bool IsNewtonsoftJson(object value) => IsNewtonsoft(value.GetType());

    static bool IsNewtonsoft(Type type) => Newtonsoft.GetOrAdd(type, static one => Is(one, "Newtonsoft.Json.Linq.JToken"));

    static bool Is(Type type, string name) => type.FullName == name || type.BaseType is { } parent && Is(parent, name);
}
