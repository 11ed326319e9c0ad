using Reining.Worlds;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// Faces of one texture and one light in two shapes, expressions and poses, with the places of their skin's points in both pictures
/// (gif-conditional.md §2.7, the variant without a renderer in the loop).
/// </summary>
sealed class TexturePairs
{
    readonly Tensor _parameters, _conditions, _places, _visible;

    /// <summary>Renders pairs.</summary>
    /// <param name="first">The pairs' textures, lights and first geometries are those of the heads from this index on.</param>
    /// <param name="count">How many.</param>
    /// <param name="side">Pixels of a side.</param>
    public TexturePairs(long first, int count, int side)
    {
        using var scope = NewDisposeScope();
        var heads = new List<float[]>();
        for (var i = 0; i < count; i++)
        {
            var head = HeadParameters.Sample(first + i);
            var other = HeadParameters.Sample(first + count + i);
            heads.Add(head);
            // Geometry and camera of the other one.
            heads.Add([.. other.Take(HeadParameters.Texture), .. head.Skip(HeadParameters.Texture)]);
        }
        using var set = HeadSet.Render(heads, first, side);
        _parameters = set.Parameters.view(count, 2, -1).clone().DetachFromDisposeScope(); // (N, 2, 47)
        _conditions = set.Conditions.view(count, 2, -1, side, side).clone().DetachFromDisposeScope(); // (N, 2, 6, S, S)
        var points = HeadRenderer.FacePointCount;
        var (places, visible) = (new float[heads.Count * points * 2], new bool[heads.Count * points]);
        Parallel.For(0, heads.Count, () => new HeadRenderer(side), (i, _, renderer) =>
        {
            renderer.Pose(heads[i]).FacePoints(
                places.AsSpan(i * points * 2, points * 2), visible.AsSpan(i * points, points));
            return renderer;
        }, _ => { });
        _places = tensor(places, [count, 2, points, 2]).DetachFromDisposeScope();
        _visible = tensor(visible, [count, 2, points]).to(float32).DetachFromDisposeScope();
    }

    /// <summary>How many pairs.</summary>
    public int Count => (int)_conditions.shape[0];

    /// <summary>Condition images (2N, 6, S, S) in [−1, 1] and parameters (2N, 47) of pairs, first members, then second ones.</summary>
    public (Tensor Conditions, Tensor Parameters) Of(Tensor rows) => (
        HeadSet.Pictures(_conditions.index_select(0, rows).transpose(0, 1).flatten(0, 1)),
        _parameters.index_select(0, rows).transpose(0, 1).flatten(0, 1));

    /// <summary>Squared differences d of the colors of each point that is visible in both pictures of a pair.</summary>
    /// <param name="rows">Which pairs (N).</param>
    /// <param name="pictures">(2N, 3, S, S), first members, then second ones.</param>
    /// <param name="robust">Take d/(1 + d) instead, which forgives what differs much.</param>
    /// <returns>The mean over points and colors; one number.</returns>
    public Tensor Difference(Tensor rows, Tensor pictures, bool robust)
    {
        var places = _places.index_select(0, rows).to(pictures.device); // (N, 2, P, 2)
        var seen = _visible.index_select(0, rows).to(pictures.device);
        var both = pictures.chunk(2);
        var (a, b) = (Colors(0), Colors(1)); // (N, 3, P)
        var difference = (a - b).square();
        if (robust)
            difference = difference / (1 + difference);
        var mask = (seen.select(1, 0) * seen.select(1, 1)).unsqueeze(1); // (N, 1, P)
        return (difference * mask).sum() / (3 * mask.sum() + 1e-8);

        Tensor Colors(int which) =>
            F.grid_sample(both[which], places.select(1, which).unsqueeze(1), align_corners: false).squeeze(2);
    }
}
