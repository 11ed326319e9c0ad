using Reining.Metrics;
using Reining.Numerics;
using Reining.Torch;
using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// How well pictures obey what was asked of them, measured by a regressor that no generator was trained with (gif-conditional.md §6.6):
/// correlation and error of each group of parameters, distance of the meshes that they stand for; and how real the pictures are as a set.
/// </summary>
/// <param name="data">The heads.</param>
/// <param name="judge">The regressor.</param>
/// <param name="device">Where it computes.</param>
sealed class Association(ConditioningData data, HeadRegressor judge, Device device)
{
    /// <summary>Keys of measurements; the first ones are followed by a group's or a parameter's name.</summary>
    public const string Correlation = "association", Error = "rmse", Mesh = "mesh", Parameter = "parameter", Geometry = "geometry",
        FrechetRandom = "frechet.random", FrechetJudge = "frechet.judge";

    /// <summary>Groups of geometry.</summary>
    static readonly string[] Shapes = ["shape", "expression", "jaw", "pose", "camera"];

    readonly FaceParameters _parameters = data.World.Parameters;

    /// <summary>All numbers of pictures.</summary>
    /// <param name="pictures">(N, 3, S, S) in [−1, 1].</param>
    /// <param name="asked">The parameters that were asked for (N, c).</param>
    public IReadOnlyDictionary<string, double> Measure(Tensor pictures, Tensor asked)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var numbers = new Dictionary<string, double>();
        var read = Read(pictures);
        var (predicted, target) =
            (Rows(read.Doubles(), _parameters.Count), Rows(data.Standardized(asked).Doubles(), _parameters.Count));
        var count = predicted.Length;
        var correlations = Enumerable.Range(0, _parameters.Count).Select(k => Pearson(k)).ToArray();
        foreach (var (name, start, length) in _parameters.Groups)
        {
            var members = Enumerable.Range(start, length).Except(_parameters.Weak).ToArray();
            numbers[$"{Correlation}.{name}"] = members.Average(k => correlations[k]);
            numbers[$"{Error}.{name}"] = Math.Sqrt(
                members.Average(k => Enumerable.Range(0, count).Average(i => Math.Pow(predicted[i][k] - target[i][k], 2))));
        }
        numbers[$"{Correlation}.{Geometry}"] = Shapes.Average(g => numbers[$"{Correlation}.{g}"]);
        for (var k = 0; k < _parameters.Light; k++)
            numbers[$"{Parameter}.{_parameters.Names[k].Replace(' ', '_')}"] = correlations[k];
        foreach (var (part, distance) in MeshDistances(data.World, data.Natural(read), asked))
            numbers[$"{Mesh}.{part}"] = distance;
        var reference = HeadSet.Pictures(data.ReferenceHeads.Photos);
        numbers[FrechetRandom] = FrechetDistance.Between(Mapped(pictures, data.Features.Of), Mapped(reference, data.Features.Of));
        numbers[FrechetJudge] = FrechetDistance.Between(Mapped(pictures, Hidden), Mapped(reference, Hidden));
        return numbers;

        double Pearson(int k)
        {
            var (mp, mt) = (predicted.Average(p => p[k]), target.Average(t => t[k]));
            var (both, own, other) = (0.0, 1e-12, 1e-12);
            for (var i = 0; i < count; i++)
            {
                var (p, t) = (predicted[i][k] - mp, target[i][k] - mt);
                (both, own, other) = (both + p * t, own + p * p, other + t * t);
            }
            return both / Math.Sqrt(own * other);
        }
    }

    /// <summary>Standardized parameters (N, c) that the judge reads off pictures.</summary>
    public Tensor Read(Tensor pictures) => Mapped(pictures, judge.forward);

    Tensor Hidden(Tensor pictures) => judge.Hidden(pictures);

    Tensor Mapped(Tensor pictures, Func<Tensor, Tensor> function) =>
        MiniBatches.Map(pictures, piece => function(piece.to(device)).cpu());

    /// <summary>Distances of the meshes of parameters (N, c), as their world counts them.</summary>
    public static IEnumerable<(string Part, double Distance)> MeshDistances(IFaceWorld world, Tensor read, Tensor asked) =>
        world.MeshDistances(Rows(read.Floats(), world.Parameters.Count), Rows(asked.Floats(), world.Parameters.Count));

    static T[][] Rows<T>(T[] values, int length) => [.. values.Chunk(length)];
}
