using Reining.Figures;

namespace Reining.Chapters;

/// <summary>A column of a table over seeds.</summary>
/// <param name="Name">Heading.</param>
/// <param name="Get">The number.</param>
/// <param name="Format">Number format.</param>
/// <param name="Best">Which mean is set in bold.</param>
public sealed record SeedColumn(string Name, Func<Measurement, double> Get, string Format = "0.00", Best Best = Best.None);
