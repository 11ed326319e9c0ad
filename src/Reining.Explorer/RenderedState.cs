using System.Text.Json.Nodes;
using Reining.Chapters;
using Reining.Images;

namespace Reining.Explorer;

/// <summary>A state of the sliders and its pictures.</summary>
/// <param name="Values">One for each factor.</param>
/// <param name="Pictures">PNG files.</param>
sealed record RenderedState(IReadOnlyList<double> Values, IReadOnlyList<byte[]> Pictures)
{
    public static RenderedState Of(IExplorable explorable, IReadOnlyList<double> values) =>
        new(values, [.. explorable.Render(values).Select(ImageCodec.EncodePng)]);

    /// <summary>As the page takes it.</summary>
    /// <param name="factors">The factors.</param>
    /// <param name="time">From the request's arrival to the pictures.</param>
    public JsonObject ToJson(IReadOnlyList<Factor> factors, TimeSpan time) => new()
    {
        ["milliseconds"] = Math.Round(time.TotalMilliseconds, 2),
        ["values"] = new JsonObject(factors.Zip(Values, (f, v) => KeyValuePair.Create(f.Name, (JsonNode?)v))),
        ["pictures"] = new JsonArray([.. Pictures.Select(p => (JsonNode)$"data:image/png;base64,{Convert.ToBase64String(p)}")]),
    };
}
