using System.Numerics;

namespace Reining.Worlds;

/// <summary>
/// Re-inference error of GIF: the mean distance of the face's vertices between the meshes of two parameters, in millimeters, and as a
/// fraction of the vertices' own distance from the origin (gif-conditional.md §5.2). The sums of each kind are its own.
/// </summary>
/// <param name="model">Geometry, in meters.</param>
/// <param name="layout">What stands where in parameters.</param>
/// <param name="face">Vertices of the face.</param>
public sealed class FlameMeshError(FlameModel model, FlameLayout layout, IReadOnlyList<int> face)
{
    const double MillimetersPerMeter = 1000;

    /// <summary>The distances of one kind of comparison.</summary>
    /// <param name="kind">What is compared.</param>
    /// <param name="read">Parameters of faces, as a regressor reads them.</param>
    /// <param name="asked">Parameters of the same faces, as they were asked for.</param>
    /// <exception cref="ArgumentException">Not as many of the one as of the other, or none.</exception>
    public (double Millimeters, double Fraction) Of(FlameMeshKind kind, IReadOnlyList<float[]> read, IReadOnlyList<float[]> asked)
    {
        if (read.Count != asked.Count || read.Count == 0)
            throw new ArgumentException($"FlameMeshError: expected as many faces read as asked for, got {read.Count} and {asked.Count}.");
        var sums = new (double Distance, double Fraction)[read.Count];
        Parallel.For(0, read.Count, () => (Read: new Vector3[model.Vertices], Asked: new Vector3[model.Vertices]), (i, _, meshes) =>
        {
            Place(kind, read[i], meshes.Read);
            Place(kind, asked[i], meshes.Asked);
            foreach (var v in face)
            {
                double distance = (meshes.Read[v] - meshes.Asked[v]).Length(), own = meshes.Read[v].Length();
                sums[i] = (sums[i].Distance + distance, sums[i].Fraction + (own == 0 ? 0 : distance / own));
            }
            return meshes;
        }, _ => { });
        var count = (double)read.Count * face.Count;
        return (MillimetersPerMeter * sums.Sum(s => s.Distance) / count, sums.Sum(s => s.Fraction) / count);
    }

    void Place(FlameMeshKind kind, float[] theta, Vector3[] vertices)
    {
        var only = new float[layout.Count];
        if (kind == FlameMeshKind.Shape)
            Keep(0, layout.Shape);
        if (kind is FlameMeshKind.Expression or FlameMeshKind.PosedExpression)
            Keep(layout.Shape, layout.Expressions);
        if (kind is FlameMeshKind.Pose or FlameMeshKind.PosedExpression)
            Keep(layout.Pose, 3);
        if (kind != FlameMeshKind.Shape)
            Keep(layout.Jaw, 3);
        FlameRenderer.Place(model, layout, only, vertices);

        void Keep(int start, int length) => theta.AsSpan(start, length).CopyTo(only.AsSpan(start));
    }
}
