namespace Reining.Chapters;

/// <summary>A number that a trained generator is told, with a name and a range: what a slider sets.</summary>
/// <param name="Name">Name, its own among all factors of a generator.</param>
/// <param name="Group">What it belongs to; factors of a group stand together.</param>
/// <param name="Least">Smallest value.</param>
/// <param name="Most">Largest value.</param>
/// <param name="Default">Value at the start and after a reset.</param>
public sealed record Factor(string Name, string Group, double Least, double Most, double Default)
{
    /// <summary>Unit for people, such as rad; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether only whole numbers make sense, as for a seed.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Refuses what is not one value in range for each factor.</summary>
    /// <param name="operation">What the values are for, for the message.</param>
    /// <param name="factors">The factors.</param>
    /// <param name="values">Their values in the same order.</param>
    /// <exception cref="ArgumentException">Says which value is wrong, and what is right.</exception>
    public static void Check(string operation, IReadOnlyList<Factor> factors, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(values);
        if (factors.Count != values.Count)
            throw new ArgumentException(
                $"{operation}: expected {factors.Count} values, one for each factor, got {values.Count}; see the list of factors.");
        foreach (var (factor, value) in factors.Zip(values))
        {
            // False for NaN as well.
            if (!(value >= factor.Least && value <= factor.Most))
                throw new ArgumentException(FormattableString.Invariant(
                    $"{operation}: expected '{factor.Name}' from {factor.Least} to {factor.Most}, got {value}; ") +
                    "choose a value in between.");
            if (factor.IsWhole && value != Math.Floor(value))
                throw new ArgumentException(FormattableString.Invariant(
                    $"{operation}: expected a whole number as '{factor.Name}', got {value}; round it."));
        }
    }
}
