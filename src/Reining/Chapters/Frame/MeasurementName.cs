namespace Reining.Chapters;

/// <summary>Which experiments a claim needs.</summary>
/// <param name="Model">Identifier of the model.</param>
/// <param name="Arm">Identifier of the arm.</param>
/// <param name="Data">Identifier of the data set; null for any.</param>
public readonly record struct MeasurementName(string Model, string Arm, string? Data);
