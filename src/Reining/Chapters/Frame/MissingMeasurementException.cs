namespace Reining.Chapters;

/// <summary>A number that a claim, table or figure speaks of was not measured.</summary>
/// <param name="model">Model and arm.</param>
/// <param name="key">Key of the number; null if nothing of the model was measured.</param>
public sealed class MissingMeasurementException(string model, string? key = null) : KeyNotFoundException(
    $"Measurement: expected {What(model, key)}, got none; run the experiment in a profile that measures it.")
{
    /// <summary>What is missing.</summary>
    public string Missing { get; } = What(model, key);

    static string What(string model, string? key) => key is null ? model : $"{model}: {key}";
}
