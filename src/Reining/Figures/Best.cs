namespace Reining.Figures;

/// <summary>Which value of a column is set in bold.</summary>
public enum Best
{
    /// <summary>None.</summary>
    None,

    /// <summary>The smallest, for example of Fréchet distances.</summary>
    Lowest,

    /// <summary>The largest, for example of accuracies.</summary>
    Highest,
}
