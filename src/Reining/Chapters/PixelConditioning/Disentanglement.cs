using Reining.Worlds;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// Whether a factor moves alone. σ_j is how far, in deviations, what the judge reads of group j moves while group i alone is varied. The
/// Disentanglement Score of i is Π_{j≠i} σ_i / σ_j (DiscoFaceGAN, Deng et al. 2020); "alone" is min_{j≠i} (σ_i / σ_j)².
/// </summary>
static class Disentanglement
{
    /// <summary>Keys of measurements, followed by a group's name.</summary>
    public const string Alone = "alone", Score = "disentanglement";

    /// <summary>Both numbers of every group.</summary>
    /// <param name="data">The heads.</param>
    /// <param name="read">What the judge reads (N, c) off pictures of a set, which is varied as <see cref="FactorSets"/> says.</param>
    public static Dictionary<string, double> Of(ConditioningData data, Func<HeadSet, Tensor> read)
    {
        var numbers = new Dictionary<string, double>();
        var parameters = data.World.Parameters;
        foreach (var group in parameters.Groups)
        {
            using var scope = NewDisposeScope();
            var values = read(data.Varied(group.Name)).view(FactorSets.Heads, FactorSets.Values, parameters.Count);
            var variances = values.var(1).mean([0]); // (c)
            double Of((string, int Start, int Length) g) => variances.narrow(0, g.Start, g.Length).mean().ToDouble();
            var own = Of(group);
            double[] others = [.. parameters.Groups.Where(g => g != group).Select(Of)];
            // Nothing moves: it is not told of this group.
            numbers[$"{Alone}.{group.Name}"] = own == 0 ? 0 : own / others.Max();
            numbers[$"{Score}.{group.Name}"] = own == 0 ? 0 : Math.Exp(others.Sum(o => Math.Log(own / o)) / 2);
        }
        return numbers;
    }
}
