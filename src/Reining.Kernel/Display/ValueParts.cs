namespace Reining.Kernel.Display;

/// <summary>What a value is taken apart into.</summary>
/// <param name="Kind">How the parts are shown.</param>
/// <param name="Parts">The parts; of a table the rows.</param>
sealed record ValueParts(ShownKind Kind, IReadOnlyList<object?> Parts)
{
    /// <summary>The name of an object's type; empty where it says nothing.</summary>
    public string Label { get; init; } = "";

    /// <summary>Names of an object's parts, or of a table's columns where the rows have none.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What to say of parts left out; empty if there are none.</summary>
    public string Rest { get; init; } = "";

    /// <summary>Whether it is JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>An object's parts.</summary>
    public static ValueParts Of(string label, IEnumerable<(string Name, object? Value)> parts, bool isJson = false)
    {
        var named = parts.ToArray();
        return new ValueParts(ShownKind.Object, [.. named.Select(part => part.Value)])
        {
            Label = label,
            Names = [.. named.Select(part => part.Name)],
            IsJson = isJson,
        };
    }
}
