namespace Reining.Chapters;

/// <summary>The profiles of a chapter or of a part of it.</summary>
/// <typeparam name="T">The chapter's record of sizes.</typeparam>
/// <param name="all">From the smallest to the largest.</param>
public sealed class Profiles<T>(params IReadOnlyList<T> all) where T : IProfile
{
    /// <summary>From the smallest to the largest.</summary>
    public IReadOnlyList<T> All => all;

    /// <summary>The profile of a name.</summary>
    /// <exception cref="ArgumentException">No such profile; the message lists them.</exception>
    public T Named(string name)
    {
        foreach (var profile in all)
        {
            if (profile.Name == name)
                return profile;
        }
        throw new ArgumentException($"Profile: expected {string.Join(" or ", all.Select(p => p.Name))}, got '{name}'.");
    }
}
