namespace Reining.Chapters.Autoencoders;

/// <summary>The margins that the fact sheet proposes (rae.md §9).</summary>
static class RaeMargins
{
    /// <summary>"Clearly below": at most 0.9 times.</summary>
    public static readonly Margin Clearly = Margin.AtMost(0.9);

    /// <summary>"Not above".</summary>
    public static readonly Margin AtMost = Margin.AtMost();

    /// <summary>"Close": within 15 % of the larger.</summary>
    public static readonly Margin Close = Margin.Within(0.15);

    /// <summary>"No winner": a factor of 1.5.</summary>
    public const double NoWinner = 1.5;

    /// <summary>"Nearly all".</summary>
    public const double AlmostAll = 0.95;
}
