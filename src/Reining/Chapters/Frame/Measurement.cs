namespace Reining.Chapters;

/// <summary>
/// What was measured of one trained model. Names and keys are identifiers, which never change with the words of a table.
/// A chapter reads its own keys by typed views on this record.
/// </summary>
/// <param name="Model">Identifier of the model, such as <c>rae-gp</c>.</param>
/// <param name="Seed">Seed of everything random in it.</param>
public sealed record Measurement(string Model, ulong Seed)
{
    /// <summary>Identifier of a variation of the experiment; empty for the usual one.</summary>
    public string Arm { get; init; } = "";

    /// <summary>Identifier of the data set.</summary>
    public string Data { get; init; } = "";

    /// <summary>What is varied within the experiment; null for nothing.</summary>
    public Axis? Axis { get; init; }

    /// <summary>Numbers by key.</summary>
    public IReadOnlyDictionary<string, double> Numbers { get; init; } = new Dictionary<string, double>();

    /// <summary>Words by key, such as the best strings of a search.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>The number of a key.</summary>
    /// <exception cref="MissingMeasurementException">It was not measured.</exception>
    public double this[string key] => Numbers.TryGetValue(key, out var value) ? value : throw new MissingMeasurementException(Name, key);

    /// <summary>Whether a number was measured.</summary>
    public bool Has(string key) => Numbers.ContainsKey(key);

    /// <summary>Model, arm and axis, for messages.</summary>
    internal string Name => NameOf(Model, Arm, Axis?.Value);

    internal static string NameOf(string model, string arm, double? axis) =>
        model + (arm.Length == 0 ? "" : $" ({arm})") + (axis is { } value ? FormattableString.Invariant($" at {value}") : "");
}
