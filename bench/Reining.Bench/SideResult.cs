using System.Text.Json.Nodes;
using Reining.Bench.Peers;
using Reining.Numerics;

namespace Reining.Bench;

/// <summary>What one side did in one case.</summary>
/// <param name="Peer">Which side.</param>
/// <param name="Engine">Software and version, as the worker says.</param>
/// <param name="Blas">Matrix library that the process had loaded; null where the system does not tell.</param>
/// <param name="Steps">Steps of a turn.</param>
/// <param name="Seconds">Time of each turn.</param>
/// <param name="PeakMiB">Largest resident memory of the process; null where the system does not tell.</param>
/// <param name="FirstValue">Value of the first step.</param>
/// <param name="LastValue">Value of the last step of the warm-up.</param>
public sealed record SideResult(
    Peer Peer, string Engine, string? Blas, int Steps, double[] Seconds, long? PeakMiB, double FirstValue, double LastValue)
{
    public double StepsPerSecond => Steps / Statistics.Median(Seconds);

    public JsonObject ToJson() => new()
    {
        ["engine"] = Engine,
        ["peer"] = Peer.Name,
        ["blas"] = Blas,
        ["steps_per_s"] = Math.Round(StepsPerSecond, 3),
        ["peak_mib"] = PeakMiB,
        ["value_first"] = FirstValue,
        ["value_last"] = LastValue,
    };
}
