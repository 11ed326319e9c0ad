using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reining.Chapters;

/// <summary>What the measurements say about a claim; in files by its words, see <see cref="VerdictWords.Words"/>.</summary>
[JsonConverter(typeof(VerdictConverter))]
public enum Verdict
{
    /// <summary>Every interval lies inside its margin.</summary>
    Holds,

    /// <summary>An interval lies outside its margin; the values are the evidence.</summary>
    Fails,

    /// <summary>An interval crosses its margin, or there is one seed only.</summary>
    Undecided,

    /// <summary>A claim that it rests on fails.</summary>
    PremiseFailed,

    /// <summary>Something that the claim speaks of was not measured, or cannot be.</summary>
    NotTestableHere,
}

/// <summary>Verdicts in files.</summary>
sealed class VerdictConverter : JsonConverter<Verdict>
{
    public override Verdict Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var words = reader.GetString();
        return Enum.GetValues<Verdict>().Where(v => v.Words() == words).Select(v => (Verdict?)v).FirstOrDefault()
            ?? throw new JsonException($"expected a verdict ({string.Join(", ", Enum.GetValues<Verdict>().Select(v => v.Words()))}), got '{words}'");
    }

    public override void Write(Utf8JsonWriter writer, Verdict value, JsonSerializerOptions options) => writer.WriteStringValue(value.Words());
}
