using System.Numerics;

namespace Reining.Worlds;

/// <summary>Normals at the vertices of any mesh.</summary>
static class MeshNormals
{
    /// <summary>The unit vector along the sum, over the triangles at a vertex, of area times normal.</summary>
    /// <param name="vertices">Where they are.</param>
    /// <param name="triangles">Three vertices each, counterclockwise as seen from outside.</param>
    /// <param name="normals">Receives one a vertex; 0 at a vertex without an area around it.</param>
    public static void Of(ReadOnlySpan<Vector3> vertices, ReadOnlySpan<int> triangles, Span<Vector3> normals)
    {
        normals.Clear();
        for (var t = 0; t < triangles.Length; t += 3)
        {
            var (a, b, c) = (triangles[t], triangles[t + 1], triangles[t + 2]);
            var area = Vector3.Cross(vertices[b] - vertices[a], vertices[c] - vertices[a]);
            normals[a] += area;
            normals[b] += area;
            normals[c] += area;
        }
        foreach (ref var normal in normals)
            normal = Unit(normal);
    }

    /// <summary>A unit vector of this direction; 0 of 0.</summary>
    public static Vector3 Unit(Vector3 vector) => vector.LengthSquared() is > 0 and var square ? vector / MathF.Sqrt(square) : vector;
}
