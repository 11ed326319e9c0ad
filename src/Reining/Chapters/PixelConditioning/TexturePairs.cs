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
    /// <param name="world">Whose faces.</param>
    /// <param name="faces">Faces; the first half gives the pairs' textures, lights and first geometries, the other half the second
    /// geometries.</param>
    /// <param name="side">Pixels of a side.</param>
    public TexturePairs(IFaceWorld world, IReadOnlyList<float[]> faces, int side)
    {
        using var scope = NewDisposeScope();
        var (count, heads, appearance) = (faces.Count / 2, new List<float[]>(), world.Parameters.Texture);
        for (var i = 0; i < count; i++)
        {
            heads.Add(faces[i]);
            // Geometry and camera of the other one.
            heads.Add([.. faces[count + i].Take(appearance), .. faces[i].Skip(appearance)]);
        }
        _parameters = tensor(heads.SelectMany(h => h).ToArray(), [count, 2, world.Parameters.Count]).DetachFromDisposeScope(); // (N, 2, c)
        _conditions = world.Conditions(heads, side).view(count, 2, -1, side, side).DetachFromDisposeScope(); // (N, 2, 6, S, S)
        var (places, visible) = world.SkinPoints(heads, side);
        _places = places.view(count, 2, -1, 2).DetachFromDisposeScope(); // (N, 2, P, 2)
        _visible = visible.view(count, 2, -1).DetachFromDisposeScope(); // (N, 2, P)
    }

    /// <summary>How many pairs.</summary>
    public int Count => (int)_conditions.shape[0];

    /// <summary>Condition images (2N, 6, S, S) in [−1, 1] and parameters (2N, c) of pairs, first members, then second ones.</summary>
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
