namespace Reining.Worlds;

/// <summary>
/// Finds, for the center of every pixel, the nearest triangle of an orthographic scene and the place within it. Exact and repeatable:
/// corners are rounded to 1/256 of a pixel, edges are decided in whole numbers by the top-left rule, so that triangles which share an edge
/// cover each pixel once; of equally near triangles the one of lower number is seen, so that their order does not matter.
/// </summary>
/// <param name="width">Pixels in a row.</param>
/// <param name="height">Rows, from the top.</param>
public sealed class Rasterizer(int width, int height)
{
    const int Bits = 8, One = 1 << Bits, Half = One / 2;
    const float Furthest = 1 << 20;

    readonly float[] _depth = new float[Positive(width) * Positive(height)];
    readonly int[] _triangle = new int[width * height];
    readonly float[] _second = new float[width * height], _third = new float[width * height];
    int[] _x = [], _y = [];

    /// <summary>The triangle seen at a pixel, row by row; −1 for none.</summary>
    public ReadOnlySpan<int> Triangles => _triangle;

    /// <summary>The weight of that triangle's second corner, 0 … 1.</summary>
    public ReadOnlySpan<float> SecondWeights => _second;

    /// <summary>The weight of its third corner; the first has what is left.</summary>
    public ReadOnlySpan<float> ThirdWeights => _third;

    /// <summary>How near the surface is; only where a triangle is seen.</summary>
    public ReadOnlySpan<float> Depths => _depth;

    /// <summary>Draws a scene anew.</summary>
    /// <param name="x">The vertices' columns in pixels, the left border 0.</param>
    /// <param name="y">Their rows in pixels, the upper border 0.</param>
    /// <param name="nearness">Larger is nearer to the viewer.</param>
    /// <param name="corners">Three vertices a triangle.</param>
    /// <param name="backs">Also draw triangles whose corners run clockwise as seen: the backs of a closed surface.</param>
    /// <param name="order">In which order to go through the triangles; empty: as they are. Changes nothing.</param>
    /// <exception cref="ArgumentException">A vertex is not finite, or too far away.</exception>
    public void Draw(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> nearness, ReadOnlySpan<int> corners, bool backs = false,
        ReadOnlySpan<int> order = default)
    {
        Array.Fill(_triangle, -1);
        Array.Fill(_depth, float.NegativeInfinity);
        Round(x, ref _x);
        Round(y, ref _y);
        var count = order.IsEmpty ? corners.Length / 3 : order.Length;
        for (var i = 0; i < count; i++)
        {
            var t = order.IsEmpty ? i : order[i];
            var (a, b, c) = (corners[3 * t], corners[3 * t + 1], corners[3 * t + 2]);
            var area = Edge(_x[b] - _x[a], _y[b] - _y[a], _x[c] - _x[a], _y[c] - _y[a]);
            // Rows count downwards: a front has negative area.
            if (area < 0)
                Fill(t, a, c, b, -area, nearness, _third, _second);
            else if (backs && area > 0)
                Fill(t, a, b, c, area, nearness, _second, _third);
        }
    }

    void Fill(int t, int a, int b, int c, long area, ReadOnlySpan<float> nearness, float[] weightsOfB, float[] weightsOfC)
    {
        int ax = _x[a], ay = _y[a], bx = _x[b], by = _y[b], cx = _x[c], cy = _y[c];
        var left = Math.Max(0, FirstCenter(Math.Min(ax, Math.Min(bx, cx))));
        var right = Math.Min(width - 1, LastCenter(Math.Max(ax, Math.Max(bx, cx))));
        var top = Math.Max(0, FirstCenter(Math.Min(ay, Math.Min(by, cy))));
        var bottom = Math.Min(height - 1, LastCenter(Math.Max(ay, Math.Max(by, cy))));
        if (left > right || top > bottom)
            return;
        int px = left * One + Half, py = top * One + Half;
        // Twice the areas of the pixel with each side; a pixel on a side belongs to the triangle if the side is a top or a left one.
        var ofA = Edge(cx - bx, cy - by, px - bx, py - by);
        var ofB = Edge(ax - cx, ay - cy, px - cx, py - cy);
        var ofC = Edge(bx - ax, by - ay, px - ax, py - ay);
        var (leastA, leastB, leastC) = (Least(cx - bx, cy - by), Least(ax - cx, ay - cy), Least(bx - ax, by - ay));
        var (unit, nearA, nearB, nearC) = (1f / area, nearness[a], nearness[b], nearness[c]);
        for (var row = top; row <= bottom; row++)
        {
            var (inA, inB, inC) = (ofA, ofB, ofC);
            for (var pixel = row * width + left; pixel <= row * width + right; pixel++)
            {
                if (inA >= leastA && inB >= leastB && inC >= leastC)
                {
                    var (weightA, weightB, weightC) = (inA * unit, inB * unit, inC * unit);
                    var near = weightA * nearA + weightB * nearB + weightC * nearC;
                    if (near > _depth[pixel] || (near == _depth[pixel] && t < _triangle[pixel]))
                        (_depth[pixel], _triangle[pixel], weightsOfB[pixel], weightsOfC[pixel]) = (near, t, weightB, weightC);
                }
                (inA, inB, inC) = (inA - (long)(cy - by) * One, inB - (long)(ay - cy) * One, inC - (long)(by - ay) * One);
            }
            (ofA, ofB, ofC) = (ofA + (long)(cx - bx) * One, ofB + (long)(ax - cx) * One, ofC + (long)(bx - ax) * One);
        }
    }

    static long Edge(int alongX, int alongY, int toX, int toY) => (long)alongX * toY - (long)alongY * toX;

    /// <summary>0 for a top or left side of a triangle of positive area, else 1.</summary>
    static int Least(int alongX, int alongY) => alongY < 0 || (alongY == 0 && alongX > 0) ? 0 : 1;

    static int FirstCenter(int from) => (from - Half + One - 1) >> Bits;

    static int LastCenter(int to) => (to - Half) >> Bits;

    static void Round(ReadOnlySpan<float> pixels, ref int[] whole)
    {
        if (whole.Length != pixels.Length)
            whole = new int[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            if (!(MathF.Abs(pixels[i]) < Furthest))
                throw new ArgumentException(
                    $"Rasterizer.Draw: expected vertices within {Furthest} pixels, got {pixels[i]} at vertex {i}; look at the camera.");
            whole[i] = (int)MathF.Round(pixels[i] * One);
        }
    }

    static int Positive(int side) => side > 0 ? side
        : throw new ArgumentOutOfRangeException(nameof(side), side, "Rasterizer: expected a width and a height of at least 1.");
}
