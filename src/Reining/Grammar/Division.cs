namespace Reining.Grammar;

/// <summary>What / means between two integers.</summary>
public enum Division
{
    /// <summary>1/2 = 0.5, as in Python 3: the default.</summary>
    True,

    /// <summary>1/2 = 0, as in Python 2, which some of the published scores were computed with (rae.md §7.3).</summary>
    Integer,
}
