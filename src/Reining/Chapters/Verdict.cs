namespace Reining.Chapters;

/// <summary>What the measurements say about a claim.</summary>
public enum Verdict
{
    /// <summary>The relation is true of the medians over seeds.</summary>
    Holds,

    /// <summary>It is not; the values are the evidence.</summary>
    Fails,

    /// <summary>Something that the claim speaks of was not measured.</summary>
    NotTestableHere,
}
