namespace Reining.Grammar;

/// <summary>What strings are searched for: lower scores are better.</summary>
public interface IStringScorer
{
    /// <summary>Score of what is no valid string.</summary>
    double WorstScore { get; }

    /// <summary>The score of a decoded string; <see cref="WorstScore"/> for null and for what is not valid.</summary>
    double Score(string? text);

    /// <summary>Whether a decoded string is valid.</summary>
    bool IsValid(string text);
}
