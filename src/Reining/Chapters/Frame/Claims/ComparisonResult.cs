namespace Reining.Chapters;

/// <summary>A comparison, judged.</summary>
/// <param name="Words">The comparison in words.</param>
/// <param name="Left">The first number, one a seed.</param>
/// <param name="Right">The second number, one a seed.</param>
/// <param name="Margin">Allowed ratios or differences, in words.</param>
/// <param name="Verdict">Holds, fails or undecided.</param>
public sealed record ComparisonResult(string Words, IReadOnlyList<double> Left, IReadOnlyList<double> Right, string Margin, Verdict Verdict)
{
    /// <summary>Mean ratio (geometric) or mean difference over seeds.</summary>
    public required double Estimate { get; init; }

    /// <summary>Lower end of its 95 % interval; 0 or minus infinity for one seed.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end; infinity for one seed.</summary>
    public required double High { get; init; }

    /// <summary>Whether the estimate itself lies inside the margin.</summary>
    public required bool FirstLook { get; init; }

    /// <summary>The smallest number of seeds up to 50 that could decide it if mean and spread stay as they are;
    /// null if none could.</summary>
    public required int? SeedsThatCouldDecide { get; init; }

    /// <summary>
    /// How far the interval's nearer end lies inside the margin, as a difference or log-ratio; below 0 it lies beyond. Not stored.
    /// </summary>
    internal double Room { get; init; }

    /// <summary>Whether it is true or not, without an interval. Not stored.</summary>
    internal bool Exact { get; init; }

    /// <summary>The numbers in a sentence.</summary>
    internal string Numbers => Exact ? Words : Left.Count == 1
        ? FormattableString.Invariant($"{Words}: {Left[0]:0.###} against {Right[0]:0.###}")
        : FormattableString.Invariant($"{Words}: {Left.Average():0.###} against {Right.Average():0.###}, {Margin}, ") +
          FormattableString.Invariant($"measured {Estimate:0.###} [{Low:0.###}, {High:0.###}]");
}
