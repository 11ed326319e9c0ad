namespace Reining.Chapters;

/// <summary>How large an experiment is; a profile is data, never a branch in a model.</summary>
public interface IProfile
{
    /// <summary><c>smoke</c>, <c>quick</c>, <c>standard</c> or <c>paper</c>.</summary>
    string Name { get; }

    /// <summary>One full experiment each.</summary>
    IReadOnlyList<ulong> Seeds { get; }
}
