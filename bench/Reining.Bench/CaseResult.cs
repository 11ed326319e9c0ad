using System.Text.Json.Nodes;

namespace Reining.Bench;

/// <summary>All sides of one case; ours is the first.</summary>
public sealed record CaseResult(BenchCase Case, bool ComparesMemory, IReadOnlyList<SideResult> Sides)
{
    public SideResult Ours => Sides[0];

    public IEnumerable<SideResult> Theirs => Sides.Skip(1);

    /// <summary>Time, or peak memory, of theirs over ours.</summary>
    public Ratio RatioTo(SideResult theirs) => ComparesMemory
        ? Ratio.Of([Ours.PeakMiB ?? double.NaN], [theirs.PeakMiB ?? double.NaN])
        : Ratio.Of(Ours.Seconds, theirs.Seconds);

    /// <summary>Largest relative difference between a peer's value and ours, at the first and at the last step of the warm-up.</summary>
    public (double First, double Last) Deviation => (
        Theirs.Max(t => Relative(t.FirstValue, Ours.FirstValue)),
        Theirs.Max(t => Relative(t.LastValue, Ours.LastValue)));

    public IEnumerable<JsonObject> ToJson() => Theirs.Select(theirs => new JsonObject
    {
        ["case"] = Case.Label,
        ["width"] = Case.Width,
        ["shapes"] = Case.Shapes,
        ["ratio"] = RatioTo(theirs).ToJson(),
        ["ours"] = Ours.ToJson(),
        ["theirs"] = theirs.ToJson(),
    });

    static double Relative(double a, double b) => Math.Abs(a - b) / Math.Max(Math.Abs(b), double.Epsilon);
}
