using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reining.Worlds;

/// <summary>
/// The head's surface: a template, a linear basis of shape and expression, a skinned jaw (gif-conditional.md §6.1). Vertices lie on
/// a grid of directions, 49 from top to bottom times 65 around; the last column repeats the first.
/// </summary>
static class HeadShape
{
    /// <summary>Quads from top to bottom, and around.</summary>
    public const int Rows = 48, Columns = 64;

    /// <summary>Vertices from one row to the next, and in all.</summary>
    public const int RowLength = Columns + 1, Vertices = (Rows + 1) * RowLength;

    /// <summary>Length of arrays that are worked on by eights.</summary>
    public const int Padded = (Vertices + 7) / 8 * 8;

    static readonly float[] TemplateX = new float[Padded], TemplateY = new float[Padded], TemplateZ = new float[Padded];
    static readonly float[] JawWeight = new float[Padded];
    static readonly List<(int Parameter, int Axis, float[] Values)> Basis = [];

    /// <summary>Unit directions of the vertices in the template, by which albedo and hair are painted.</summary>
    public static Vector3[] Directions { get; } = new Vector3[Vertices];

    /// <summary>Corners of the triangles, counterclockwise as seen from outside.</summary>
    public static int[] Triangles { get; } = MakeTriangles();

    /// <summary>Vertices of the face, where textures are compared: the sheet's d_z &gt; 0.35, −0.85 &lt; d_y &lt; 0.6 (§6.6).</summary>
    public static int[] Face { get; }

    static HeadShape()
    {
        var basis = new float[HeadParameters.Jaw, 3][];
        for (var i = 0; i <= Rows; i++)
        {
            for (var j = 0; j <= Columns; j++)
                Place(i, j, basis);
        }
        for (var parameter = 0; parameter < HeadParameters.Jaw; parameter++)
        {
            for (var axis = 0; axis < 3; axis++)
            {
                if (basis[parameter, axis] is { } values)
                    Basis.Add((parameter, axis, values));
            }
        }
        Face = [.. Enumerable.Range(0, Vertices)
            .Where(k => k % RowLength < Columns && Directions[k] is { Z: > 0.35f, Y: > -0.85f and < 0.6f })];
    }

    /// <summary>Moves a surface to the parameters' shape, expression and pose; its normals are not touched.</summary>
    public static void Pose(ReadOnlySpan<float> theta, HeadSurface surface)
    {
        TemplateX.CopyTo(surface.X, 0);
        TemplateY.CopyTo(surface.Y, 0);
        TemplateZ.CopyTo(surface.Z, 0);
        foreach (var (parameter, axis, values) in Basis)
            AddScaled(axis == 0 ? surface.X : axis == 1 ? surface.Y : surface.Z, values, theta[parameter]);
        OpenJaw(theta[HeadParameters.Jaw], surface);
        Rotate(theta.Slice(HeadParameters.Pose, 3), surface);
    }

    static void AddScaled(float[] target, float[] values, float scale)
    {
        var to = Eights(target);
        var from = Eights(values);
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i] * scale;
    }

    /// <summary>Turns the jaw about an axis from ear to ear, blended by a weight.</summary>
    static void OpenJaw(float angle, HeadSurface surface)
    {
        var (hinge, sine, cosine) = (Vector256.Create(-0.05f), MathF.Sin(angle), MathF.Cos(angle));
        var ys = Eights(surface.Y);
        var zs = Eights(surface.Z);
        var weights = Eights(JawWeight);
        for (var i = 0; i < ys.Length; i++)
        {
            var (y, z) = (ys[i] - hinge, zs[i] - hinge);
            ys[i] += (y * cosine - z * sine - y) * weights[i];
            zs[i] += (y * sine + z * cosine - z) * weights[i];
        }
    }

    /// <summary>R_z(roll) R_y(yaw) R_x(pitch) about the origin.</summary>
    static void Rotate(ReadOnlySpan<float> pose, HeadSurface surface)
    {
        var (sx, cx) = MathF.SinCos(pose[0]);
        var (sy, cy) = MathF.SinCos(pose[1]);
        var (sz, cz) = MathF.SinCos(pose[2]);
        var xs = Eights(surface.X);
        var ys = Eights(surface.Y);
        var zs = Eights(surface.Z);
        for (var i = 0; i < xs.Length; i++)
        {
            var (x, y, z) = (xs[i], ys[i] * cx - zs[i] * sx, ys[i] * sx + zs[i] * cx);
            (x, z) = (x * cy + z * sy, z * cy - x * sy);
            (xs[i], ys[i], zs[i]) = (x * cz - y * sz, x * sz + y * cz, z);
        }
    }

    static Span<Vector256<float>> Eights(float[] values) => MemoryMarshal.Cast<float, Vector256<float>>(values.AsSpan());

    static void Place(int i, int j, float[,][] basis)
    {
        var (down, around) = (MathF.PI * i / Rows, -MathF.PI + 2 * MathF.PI * j / Columns);
        var d = new Vector3(MathF.Sin(down) * MathF.Sin(around), MathF.Cos(down), MathF.Sin(down) * MathF.Cos(around));
        var k = i * RowLength + j;
        Directions[k] = d;
        var p = new Vector3(0.72f * d.X, d.Y, 0.85f * d.Z);
        var nose = Bump(d, new(0, -0.10f, 1), 0.16f);
        p.Z += 0.20f * nose;
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            p.Z += 0.05f * Bump(d, new(side * 0.30f, 0.32f, 0.9f), 0.18f); // brow ridge
            p.Z -= 0.07f * Bump(d, new(side * 0.30f, 0.12f, 0.93f), 0.13f); // eye sockets
            p.X += side * 0.12f * Bump(d, new(side, 0, 0), 0.14f); // ears
            p.Z += 0.03f * Bump(d, new(side * 0.45f, -0.25f, 0.85f), 0.25f); // cheeks
        }
        var chin = Bump(d, new(0, -0.75f, 0.65f), 0.25f);
        p += new Vector3(0, -0.04f, 0.06f) * chin;
        (TemplateX[k], TemplateY[k], TemplateZ[k]) = (p.X, p.Y, p.Z);
        JawWeight[k] = Sigmoid((-0.46f - d.Y) / 0.04f) * Sigmoid((d.Z + 0.05f) / 0.15f);

        Add(0, new(0.11f * p.X, 0, 0)); // width
        Add(1, new(0, 0.09f * p.Y, 0)); // height
        Add(2, new(0, 0, 0.12f * nose));
        Add(3, new(0.16f * p.X * Sigmoid((-d.Y - 0.35f) / 0.12f), 0, 0)); // jaw width
        Add(4, new(0, 0, 0.11f * Bump(d, new(0, 0.5f, 0.85f), 0.35f))); // forehead
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            Add(5, Vector3.Normalize(p) * (0.10f * Bump(d, new(side * 0.5f, -0.2f, 0.85f), 0.25f))); // cheeks
            var corner = Bump(d, new(side * 0.24f, -0.45f, 0.86f), 0.13f); // of the mouth
            Add(6, new Vector3(side * 0.09f, 0.11f, -0.01f) * corner); // smile
            Add(7, new(0, 0.10f * Bump(d, new(side * 0.30f, 0.33f, 0.9f), 0.16f), 0)); // brow raise
            Add(8, new(-side * 0.08f * corner, 0, 0)); // pucker
        }
        Add(8, new(0, 0, 0.12f * Bump(d, new(0, -0.45f, 0.9f), 0.15f)));

        void Add(int parameter, Vector3 move)
        {
            for (var axis = 0; axis < 3; axis++)
            {
                if (move[axis] != 0)
                    (basis[parameter, axis] ??= new float[Padded])[k] += move[axis];
            }
        }
    }

    /// <summary>g(d; c, σ) = exp(−‖d − c/‖c‖‖²/2σ²).</summary>
    static float Bump(Vector3 d, Vector3 center, float deviation) =>
        MathF.Exp(-(d - Vector3.Normalize(center)).LengthSquared() / (2 * deviation * deviation));

    static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    static int[] MakeTriangles()
    {
        var triangles = new List<int>();
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                var a = i * RowLength + j;
                triangles.AddRange(a, a + RowLength, a + 1, a + 1, a + RowLength, a + RowLength + 1);
            }
        }
        return [.. triangles];
    }
}
