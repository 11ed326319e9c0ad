using System.Numerics;
using Reining.Data;

namespace Reining.Worlds;

/// <summary>
/// Points of the face's skin, at which textures are compared, and the vertices of the face, at which meshes are
/// (gif-conditional.md §2.7, §5.2). Read from <c>uv.npz</c>.
/// </summary>
public sealed class FlameSkin
{
    /// <summary>File that it is read from.</summary>
    public const string FileName = "uv.npz";

    const int MostPoints = 512;
    const float Tolerance = 1e-3f;

    readonly int[] _corners;
    readonly Vector3[] _weights;

    FlameSkin(Npz file, FlameModel model)
    {
        var corners = file.Whole("valid_pixel_3d_faces", 0, model.Vertices - 1, -1, 3);
        var count = corners.Length / 3;
        var weights = file.Floats("valid_pixel_b_coords", count, 3);
        var mask = file.Floats("face_mask", count);
        FaceVertices = file.Whole("face_vertices", 0, model.Vertices - 1, -1);
        var wrong = Enumerable.Range(0, count).FirstOrDefault(
            i => !(MathF.Abs(weights[3 * i] + weights[3 * i + 1] + weights[3 * i + 2] - 1) <= Tolerance), -1);
        if (wrong >= 0)
            throw file.Bad("rows of 'valid_pixel_b_coords' that sum to 1", $"another sum in row {wrong}");
        var face = Enumerable.Range(0, count).Where(i => mask[i] > 0).ToList();
        if (face.Count == 0 || FaceVertices.Count == 0)
            throw file.Bad("points in 'face_mask' and vertices in 'face_vertices'", $"{face.Count} and {FaceVertices.Count}");
        var step = (face.Count + MostPoints - 1) / MostPoints;
        var chosen = face.Where((_, i) => i % step == 0).ToList();
        _corners = [.. chosen.SelectMany(i => corners.AsSpan(3 * i, 3).ToArray())];
        _weights = [.. chosen.Select(i => new Vector3(weights.AsSpan(3 * i, 3)))];
    }

    /// <summary>How many points: of the texels in the face at most 512, evenly.</summary>
    public int Points => _weights.Length;

    /// <summary>Vertices of the face.</summary>
    public IReadOnlyList<int> FaceVertices { get; }

    /// <summary>Reads and checks points and vertices.</summary>
    /// <param name="path">The file <c>uv.npz</c>.</param>
    /// <param name="model">The model whose surface they lie on.</param>
    /// <exception cref="DataException">There is none, or it does not fit the model.</exception>
    public static FlameSkin Read(string path, FlameModel model) => new(
        Npz.Read(
            path, "FlameSkin", FlameModel.Remedy, ["valid_pixel_3d_faces", "valid_pixel_b_coords", "face_mask", "face_vertices"]), model);

    /// <summary>A point's mean of values at the vertices around it.</summary>
    internal Vector3 Mean(int point, ReadOnlySpan<Vector3> values)
    {
        var weight = _weights[point];
        return values[_corners[3 * point]] * weight.X + values[_corners[3 * point + 1]] * weight.Y
            + values[_corners[3 * point + 2]] * weight.Z;
    }
}
