using System.Numerics;
using System.Runtime.Intrinsics;

namespace Reining.Worlds;

/// <summary>A posed surface on the grid of <see cref="HeadShape"/>: where its vertices are, and its normals there.</summary>
sealed class HeadSurface
{
    /// <summary>Positions: right, up, towards the viewer.</summary>
    public float[] X { get; } = new float[HeadShape.Padded];

    /// <inheritdoc cref="X"/>
    public float[] Y { get; } = new float[HeadShape.Padded];

    /// <inheritdoc cref="X"/>
    public float[] Z { get; } = new float[HeadShape.Padded];

    /// <summary>Unit normals.</summary>
    public Vector3[] Normals { get; } = new Vector3[HeadShape.Vertices];

    readonly float[] _x = new float[HeadShape.Padded], _y = new float[HeadShape.Padded], _z = new float[HeadShape.Padded];

    /// <summary>
    /// Takes the normals from the positions: the sum over the triangles at a vertex of their area times normal, with the seam and the poles
    /// as single vertices. By eights, always in the same order.
    /// </summary>
    public void UpdateNormals()
    {
        const int Down = HeadShape.RowLength, Lanes = 8;
        Array.Clear(_x);
        Array.Clear(_y);
        Array.Clear(_z);
        for (var row = 0; row < HeadShape.Rows * Down; row += Down)
        {
            for (var a = row; a < row + HeadShape.Columns; a += Lanes)
            {
                var (corner, right, below) = (At(a), At(a + 1), At(a + Down));
                var first = Cross(Minus(below, corner), Minus(right, corner));
                var second = Cross(Minus(below, right), Minus(At(a + Down + 1), right));
                var both = (first.X + second.X, first.Y + second.Y, first.Z + second.Z);
                Add(a, first);
                Add(a + 1, both);
                Add(a + Down, both);
                Add(a + Down + 1, second);
            }
        }
        for (var row = 0; row < HeadShape.Vertices; row += Down)
            Merge(row, HeadShape.Columns, 2); // the seam
        Merge(0, 1, Down); // the poles
        Merge(HeadShape.Vertices - Down, 1, Down);
        for (var k = 0; k < Normals.Length; k++)
            Normals[k] = Vector3.Normalize(new Vector3(_x[k], _y[k], _z[k]));
    }

    (Vector256<float> X, Vector256<float> Y, Vector256<float> Z) At(int k) =>
        (Vector256.LoadUnsafe(ref X[k]), Vector256.LoadUnsafe(ref Y[k]), Vector256.LoadUnsafe(ref Z[k]));

    void Add(int k, (Vector256<float> X, Vector256<float> Y, Vector256<float> Z) sum)
    {
        (Vector256.LoadUnsafe(ref _x[k]) + sum.X).StoreUnsafe(ref _x[k]);
        (Vector256.LoadUnsafe(ref _y[k]) + sum.Y).StoreUnsafe(ref _y[k]);
        (Vector256.LoadUnsafe(ref _z[k]) + sum.Z).StoreUnsafe(ref _z[k]);
    }

    static (Vector256<float> X, Vector256<float> Y, Vector256<float> Z) Minus(
        (Vector256<float> X, Vector256<float> Y, Vector256<float> Z) a, (Vector256<float> X, Vector256<float> Y, Vector256<float> Z) b) =>
        (a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    static (Vector256<float> X, Vector256<float> Y, Vector256<float> Z) Cross(
        (Vector256<float> X, Vector256<float> Y, Vector256<float> Z) a, (Vector256<float> X, Vector256<float> Y, Vector256<float> Z) b) =>
        (a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    /// <summary>Gives so many vertices, a step apart, the sum of their normals.</summary>
    void Merge(int first, int step, int count)
    {
        foreach (var values in (ReadOnlySpan<float[]>)[_x, _y, _z])
        {
            var sum = 0f;
            for (var i = 0; i < count; i++)
                sum += values[first + i * step];
            for (var i = 0; i < count; i++)
                values[first + i * step] = sum;
        }
    }
}
