namespace Reining.Worlds;

/// <summary>A number that a head is drawn from, and its prior.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Group">What it belongs to.</param>
/// <param name="Least">Smallest value.</param>
/// <param name="Most">Largest value.</param>
/// <param name="IsNormal">Whether it is standard normal, cut at its range; else it is uniform in it.</param>
/// <param name="Unit">Unit; empty for a number without one.</param>
public sealed record HeadFactor(string Name, string Group, float Least, float Most, bool IsNormal = false, string Unit = "")
{
    /// <summary>Its mean over the prior.</summary>
    public float Mean => (Least + Most) / 2;
}
