using Reining.Densities;
using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>
/// Balls around the points of a set, each reaching to its k-th nearest other point and holding it. Which points lie on a ball's edge is
/// decided
/// by sums of squared differences, which are exact where points are equal and the same from either end; the fast product only sorts out
/// the rest.
/// </summary>
sealed class NeighborBalls
{
    const long Piece = 500;
    readonly Tensor _centered; // (N, d), for the product: far from zero its squares would cost digits
    readonly PointRows _points; // as given
    readonly double[] _squaredRadii;

    /// <summary>Measures a set.</summary>
    /// <param name="points">(N, d), double on the CPU, N &gt; k.</param>
    /// <param name="center">(d), the same for all sets that are compared.</param>
    /// <param name="neighbors">k.</param>
    public NeighborBalls(Tensor points, Tensor center, int neighbors)
    {
        (_centered, _points) = (points - center, PointRows.Of(points));
        _squaredRadii = Radii(neighbors);
    }

    /// <summary>Whether each point of one set lies in a ball of the other.</summary>
    /// <param name="a">A set.</param>
    /// <param name="b">Another one.</param>
    /// <returns>For each point of b whether a ball of a holds it, and the other way round.</returns>
    public static (bool[] OfB, bool[] OfA) Reached(NeighborBalls a, NeighborBalls b)
    {
        var (ofB, ofA) = (new bool[b._points.Count], new bool[a._points.Count]);
        var slack = SquaredDistances.Slack(a._centered, b._centered);
        using var scope = NewDisposeScope();
        var (radiiA, radiiB) = (tensor(a._squaredRadii).unsqueeze(1), tensor(b._squaredRadii).unsqueeze(0)); // (N, 1), (1, M)
        for (var start = 0; start < ofA.Length; start += (int)Piece)
        {
            using var block = NewDisposeScope();
            var count = Math.Min(Piece, ofA.Length - start);
            var squares = SquaredDistances.Between(a._centered.narrow(0, start, count), b._centered); // (B, M)
            foreach (var (i, j) in Below(squares, radiiA.narrow(0, start, count), slack, ofB, 0))
                ofB[j] = ofB[j] || Square(i, j) <= a._squaredRadii[start + i];
            foreach (var (i, j) in Below(squares, radiiB, slack, ofA.AsSpan(start, (int)count), 1))
                ofA[start + i] = ofA[start + i] || Square(i, j) <= b._squaredRadii[j];

            double Square(int i, int j) => PointRows.SquaredDistance(a._points[start + i], b._points[j]);
        }
        return (ofB, ofA);
    }

    /// <summary>Marks what is surely below the radii along a dimension; returns the pairs in doubt.</summary>
    static List<(int I, int J)> Below(Tensor squares, Tensor radii, double slack, Span<bool> marks, long dimension)
    {
        var sure = squares.le(radii - slack).any(dimension).data<bool>().ToArray();
        for (var i = 0; i < sure.Length; i++)
            marks[i] |= sure[i];
        return Pairs((squares - radii).abs_().le(slack));
    }

    /// <summary>Places (row, column) that are true, row by row.</summary>
    static List<(int I, int J)> Pairs(Tensor flags)
    {
        var all = flags.contiguous().bytes;
        var columns = (int)flags.shape[1];
        var pairs = new List<(int, int)>();
        for (var at = 0; all[at..].IndexOf((byte)1) is var next and >= 0; at += next + 1)
            pairs.Add(((at + next) / columns, (at + next) % columns));
        return pairs;
    }

    /// <summary>Squared distance of each point to its k-th nearest other one.</summary>
    double[] Radii(int neighbors)
    {
        using var scope = NewDisposeScope();
        var slack = SquaredDistances.Slack(_centered, _centered);
        var radii = new double[_points.Count];
        for (var start = 0; start < radii.Length; start += (int)Piece)
        {
            using var block = NewDisposeScope();
            var count = Math.Min(Piece, radii.Length - start);
            var squares = SquaredDistances.Between(_centered.narrow(0, start, count), _centered); // (B, N)
            squares.narrow(1, start, count).diagonal().fill_(double.PositiveInfinity);
            var nearly = squares.topk(neighbors, 1, largest: false, sorted: false).values.amax([1], keepdim: true); // (B, 1)
            foreach (var row in Pairs(squares.le(nearly + 2 * slack)).GroupBy(p => start + p.I, p => p.J))
                radii[row.Key] = row.Select(j => PointRows.SquaredDistance(_points[row.Key], _points[j])).Order().ElementAt(neighbors - 1);
        }
        return radii;
    }
}
