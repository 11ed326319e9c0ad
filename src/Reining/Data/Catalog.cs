using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reining.Data;

/// <summary>The list of data sets: <c>data/catalog.json</c>, embedded in the assembly.</summary>
/// <param name="Entries">All data sets.</param>
public sealed partial record Catalog(IReadOnlyList<CatalogEntry> Entries)
{
    static readonly Lazy<Catalog> EmbeddedCatalog = new(ReadEmbedded);

    /// <summary>The catalog of this build.</summary>
    public static Catalog Embedded => EmbeddedCatalog.Value;

    /// <summary>Finds a data set.</summary>
    /// <param name="name">For example <c>mnist</c>.</param>
    /// <exception cref="DataException">There is none of that name; the message lists those there are.</exception>
    public CatalogEntry Get(string name) =>
        Entries.FirstOrDefault(e => e.Name == name)
        ?? throw new DataException(
            $"Catalog: expected one of {string.Join(", ", Entries.Select(e => e.Name))}, got '{name}'; see data/catalog.json.");

    /// <summary>Reads a catalog.</summary>
    /// <param name="json">Text in the form of <c>data/catalog.json</c>.</param>
    /// <exception cref="DataException">The text has another form.</exception>
    public static Catalog Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CatalogJson.Default.Catalog)
                ?? throw new DataException("Catalog: expected an object with entries, got null; see data/catalog.json.");
        }
        catch (JsonException e)
        {
            throw new DataException($"Catalog: expected the form of data/catalog.json, got other JSON ({e.Message}).", e);
        }
    }

    static Catalog ReadEmbedded()
    {
        using var stream = typeof(Catalog).Assembly.GetManifestResourceStream("Reining.catalog.json")
            ?? throw new DataException(
                "Catalog: expected the embedded resource Reining.catalog.json, got none; build the assembly from its project file.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(Catalog))]
    sealed partial class CatalogJson : JsonSerializerContext;
}
