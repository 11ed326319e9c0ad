using System.Text.RegularExpressions;

namespace Reining.Kernel.Comparing;

/// <summary>How near an output must come to the stored one.</summary>
public sealed record CompareOptions
{
    /// <summary>Numbers may differ by this part of the stored one.</summary>
    public double RelativeTolerance { get; init; } = 1e-6;

    /// <summary>Numbers may differ by this much in any case.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-9;

    /// <summary>Pictures may differ by this much: the mean over all pixels and channels, of 255.</summary>
    public double PixelTolerance { get; init; } = 2;

    /// <summary>Text that may differ, such as times of day.</summary>
    public IReadOnlyList<Regex> Ignored { get; init; } = [new Regex(@"Wall time: [\d.]+ ms", RegexOptions.NonBacktracking)];

    /// <summary>Whether only the representations that both outputs have are compared, and one in common is enough: for outputs of another
    /// host, which adds none to those that a type asks for.</summary>
    public bool SharedTypesOnly { get; init; }

    internal bool AreNear(double expected, double actual) =>
        expected.Equals(actual) || Math.Abs(expected - actual) <= AbsoluteTolerance + RelativeTolerance * Math.Abs(expected);
}
