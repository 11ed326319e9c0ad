using System.Globalization;

namespace Reining.Figures;

/// <summary>A quantity measured over several seeds.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Deviation">Sample standard deviation (n−1); 0 for one value.</param>
/// <param name="Count">Number of values.</param>
public readonly record struct Spread(double Mean, double Deviation, int Count)
{
    /// <summary>Mean and standard deviation of values.</summary>
    /// <param name="values">At least one.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Spread Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0) throw new ArgumentException("Spread.Of: expected at least one value, got none; run at least one seed.");
        var mean = values.Average();
        var deviation = values.Count == 1 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        return new Spread(mean, deviation, values.Count);
    }

    /// <summary><c>12.31 ± 0.42</c>, or the mean alone for a single seed.</summary>
    /// <param name="format">Number format of both parts.</param>
    public string ToString(string format) => Count == 1
        ? Mean.ToString(format, CultureInfo.InvariantCulture)
        : $"{Mean.ToString(format, CultureInfo.InvariantCulture)} ± {Deviation.ToString(format, CultureInfo.InvariantCulture)}";

    /// <inheritdoc/>
    public override string ToString() => ToString("G4");
}
