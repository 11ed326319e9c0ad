namespace Reining.Metrics;

/// <summary>
/// Selective classification: the images that a classifier trusts most are decided, the others rejected. For each number of decided images
/// the risk, the share of errors among them (fact sheet robust-gmvae.md §3).
/// </summary>
public sealed class RiskCoverage
{
    readonly double[] _risks; // of the k + 1 most trusted

    RiskCoverage(double[] risks, int errors) => (_risks, Errors) = (risks, errors);

    /// <summary>Wrong decisions when all images are decided.</summary>
    public int Errors { get; }

    /// <summary>Images.</summary>
    public int Count => _risks.Length;

    /// <summary>AURC: the mean of the risk over all coverages 1/N, 2/N, … 1.</summary>
    public double Area => _risks.Average();

    /// <summary>The AURC of a score that ranks all errors last: no score has a smaller one.</summary>
    public double OracleArea
    {
        get
        {
            var right = Count - Errors;
            return Enumerable.Range(1, Errors).Sum(wrong => (double)wrong / (right + wrong)) / Count;
        }
    }

    /// <summary>Measures a score.</summary>
    /// <param name="scores">N of them, higher for less trust; among equal ones the order given counts.</param>
    /// <param name="right">Whether each image is decided rightly.</param>
    /// <exception cref="ArgumentException">No images, other numbers of both, or a score that is not a number.</exception>
    public static RiskCoverage Of(IReadOnlyList<double> scores, IReadOnlyList<bool> right)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(right);
        if (scores.Count == 0 || scores.Count != right.Count || scores.Any(double.IsNaN))
            throw new ArgumentException(
                $"RiskCoverage: expected as many scores as images, at least one and all of them numbers, got {scores.Count} scores " +
                $"({scores.Count(double.IsNaN)} are none) and {right.Count} images.");
        var risks = new double[scores.Count];
        var (wrong, k) = (0, 0);
        foreach (var image in Enumerable.Range(0, scores.Count).OrderBy(i => scores[i]))
        {
            wrong += right[image] ? 0 : 1;
            risks[k] = (double)wrong / ++k;
        }
        return new RiskCoverage(risks, wrong);
    }

    /// <summary>The risk where a share of images is decided.</summary>
    /// <param name="coverage">In (0, 1]; rounded up to a whole number of images.</param>
    public double RiskAt(double coverage)
    {
        if (!(coverage is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(coverage), coverage, $"RiskAt: expected a coverage in (0, 1], got {coverage}.");
        return _risks[(int)Math.Ceiling(coverage * Count) - 1];
    }

    /// <summary>Coverages and risks, for a figure.</summary>
    public IEnumerable<(double Coverage, double Risk)> Curve() => _risks.Select((risk, i) => ((i + 1.0) / Count, risk));
}
