using System.Text.Json.Nodes;

namespace Reining.Bench;

/// <summary>Where the time of one of our steps goes.</summary>
/// <param name="Case">The piece of work.</param>
/// <param name="StepMs">A whole step in milliseconds, as the training loop does it.</param>
/// <param name="Peak">What this machine reaches.</param>
/// <param name="Parts">The parts, in the order of the step.</param>
public sealed record Profile(BenchCase Case, double StepMs, PeakSpeed Peak, IReadOnlyList<ProfilePart> Parts)
{
    /// <summary>What the parts, timed one by one, leave unexplained (or take longer).</summary>
    public double RestMs => StepMs - Parts.Sum(p => p.Ms);

    /// <summary>Operations over the measured peak: no step with these products can be faster.</summary>
    public double FloorMs => Parts.Sum(FloorOf);

    public double FloorOf(ProfilePart part) => part.Operations / Peak.Gflops / 1e6;

    public JsonObject ToJson() => new()
    {
        ["width"] = Case.Width,
        ["step_ms"] = Math.Round(StepMs, 3),
        ["floor_ms"] = Math.Round(FloorMs, 3),
        ["rest_ms"] = Math.Round(RestMs, 3),
        ["product_gflops"] = Math.Round(Peak.Product, 1),
        ["convolution_gflops"] = Math.Round(Peak.Convolution, 1),
        ["parts"] = new JsonArray([.. Parts.Select(p => new JsonObject
        {
            ["group"] = p.Group, ["name"] = p.Name, ["ms"] = Math.Round(p.Ms, 4), ["share"] = Math.Round(p.Ms / StepMs, 4),
            ["floor_ms"] = Math.Round(FloorOf(p), 4),
        })]),
    };
}
