using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Worlds;

/// <summary>The synthetic heads as a world: parts are ranges of indices, which are the sheet's choice (gif-conditional.md §6.5).</summary>
public sealed class SynthHeads : IFaceWorld
{
    const double HeightInPercent = 100 / 2.0;

    SynthHeads()
    {
    }

    /// <summary>The world.</summary>
    public static SynthHeads World { get; } = new();

    /// <inheritdoc/>
    public string Name => "synth-head";

    /// <inheritdoc/>
    public string? Identity => null;

    /// <inheritdoc/>
    public string MeshUnit => "% of the head's height";

    /// <inheritdoc/>
    public FaceParameters Parameters { get; } = new(HeadParameters.Groups, HeadParameters.Names)
    {
        Weak = [HeadParameters.Texture + 2, HeadParameters.Texture + 3], // lips and brow darkness at 32 pixels (§6.5)
    };

    /// <summary>Of the prior itself, so that it does not depend on how many heads are drawn.</summary>
    public (Tensor Mean, Tensor Deviation) Scale()
    {
        const int Count = 8192;
        using var scope = NewDisposeScope();
        var all = tensor(Faces(FacePart.Train, Count).SelectMany(h => h).ToArray(), Count, HeadParameters.Count);
        return (all.mean([0]).DetachFromDisposeScope(), all.std(0, unbiased: false).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Faces(FacePart part, int count) =>
        [.. Enumerable.Range(0, count).Select(i => HeadParameters.Sample(First(part) + i))];

    /// <inheritdoc/>
    public HeadSet Heads(FacePart part, int count, int side) => HeadSet.Render(First(part), count, side);

    /// <inheritdoc/>
    public bool MakesPhotos => true;

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Perturbed(int count, float level)
    {
        var faces = Faces(FacePart.Test, count);
        foreach (var (i, face) in faces.Index())
        {
            Perturbation.Add(
                face, Enumerable.Range(0, HeadParameters.Jaw), HeadParameters.Jaw, HeadParameters.Pose + 1,
                First(FacePart.Test) + i, level);
        }
        return faces;
    }

    /// <inheritdoc/>
    public HeadSet Render(IReadOnlyList<float[]> faces, FacePart part, IReadOnlyList<int> origins, int side) =>
        HeadSet.Render(faces, [.. origins.Select(o => First(part) + o)], side);

    /// <inheritdoc/>
    public Tensor Conditions(IReadOnlyList<float[]> faces, int side)
    {
        TorchRuntime.Load();
        var size = HeadRenderer.ConditionChannels * side * side;
        return HeadSet.Rows(faces.Count, [HeadRenderer.ConditionChannels, side, side], (first, bytes) => Parallel.For(
            0, bytes.Length / size, () => (Renderer: new HeadRenderer(side), Values: new float[size]), (i, _, worker) =>
            {
                worker.Renderer.Pose(faces[first + i]).Condition(worker.Values);
                HeadSet.ToBytes(worker.Values, bytes.AsSpan(i * size, size));
                return worker;
            },
            _ => { }));
    }

    /// <inheritdoc/>
    public (Tensor Places, Tensor Visible) SkinPoints(IReadOnlyList<float[]> faces, int side)
    {
        TorchRuntime.Load();
        var points = HeadRenderer.FacePointCount;
        var (places, visible) = (new float[faces.Count * points * 2], new bool[faces.Count * points]);
        Parallel.For(0, faces.Count, () => new HeadRenderer(side), (i, _, renderer) =>
        {
            renderer.Pose(faces[i]).FacePoints(places.AsSpan(i * points * 2, points * 2), visible.AsSpan(i * points, points));
            return renderer;
        }, _ => { });
        using var scope = NewDisposeScope();
        return (
            tensor(places, [faces.Count, points, 2]).DetachFromDisposeScope(),
            tensor(visible, [faces.Count, points]).to(float32).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public IEnumerable<(string Part, double Distance)> MeshDistances(IReadOnlyList<float[]> read, IReadOnlyList<float[]> asked)
    {
        (string Part, int[] Kept)[] parts =
        [
            ("shape", [.. Enumerable.Range(0, HeadParameters.Expression)]),
            ("expression", [.. Enumerable.Range(HeadParameters.Expression, 4)]),
            ("pose", [HeadParameters.Jaw, HeadParameters.Pose, HeadParameters.Pose + 1, HeadParameters.Pose + 2]),
        ];
        var (a, b) = (new HeadSurface(), new HeadSurface());
        foreach (var (part, kept) in parts)
        {
            var sum = 0.0;
            for (var i = 0; i < read.Count; i++)
            {
                HeadShape.Pose(Only(read[i], kept), a);
                HeadShape.Pose(Only(asked[i], kept), b);
                foreach (var k in HeadShape.Face)
                    sum += Math.Sqrt(Square(a.X[k] - b.X[k]) + Square(a.Y[k] - b.Y[k]) + Square(a.Z[k] - b.Z[k]));
            }
            yield return (part, HeightInPercent * sum / read.Count / HeadShape.Face.Length);
        }

        static double Square(double x) => x * x;

        static float[] Only(float[] theta, int[] kept)
        {
            var only = new float[HeadParameters.Count];
            foreach (var k in kept)
                only[k] = theta[k];
            return only;
        }
    }

    static long First(FacePart part) => part switch
    {
        FacePart.Train => 100_000,
        FacePart.Judge => 500_000,
        FacePart.Guide => 600_000,
        FacePart.Reference => 800_000,
        FacePart.Test => 900_000,
        _ => 950_000,
    };
}
