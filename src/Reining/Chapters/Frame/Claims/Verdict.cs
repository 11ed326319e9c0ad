using System.Text.Json.Serialization;

namespace Reining.Chapters;

/// <summary>What the measurements say about a claim; in files by its words, see <see cref="VerdictWords.Words"/>.</summary>
public enum Verdict
{
    /// <summary>Every interval lies inside its margin.</summary>
    [JsonStringEnumMemberName("holds")]
    Holds,

    /// <summary>An interval lies outside its margin; the values are the evidence.</summary>
    [JsonStringEnumMemberName("fails")]
    Fails,

    /// <summary>An interval crosses its margin, or there is one seed only.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,

    /// <summary>A claim that it rests on fails.</summary>
    [JsonStringEnumMemberName("premise failed")]
    PremiseFailed,

    /// <summary>Something that the claim speaks of was not measured, or cannot be.</summary>
    [JsonStringEnumMemberName("not testable here")]
    NotTestableHere,
}
