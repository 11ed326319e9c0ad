namespace Reining.Figures;

/// <summary>A curve of equal density of a two-dimensional Gaussian.</summary>
/// <param name="MeanX">Center.</param>
/// <param name="MeanY">Center.</param>
/// <param name="VarianceX">Variance along x, at least 0.</param>
/// <param name="VarianceY">Variance along y, at least 0.</param>
/// <param name="Covariance">Covariance of x and y.</param>
/// <param name="Deviations">Mahalanobis radius; 2 holds 86.5 % of a Gaussian.</param>
public sealed record Ellipse(double MeanX, double MeanY, double VarianceX, double VarianceY, double Covariance, double Deviations = 2)
{
    /// <summary>The ellipse of the mean and covariance of points.</summary>
    /// <param name="x">Horizontal values, at least 2.</param>
    /// <param name="y">Vertical values, as many.</param>
    /// <param name="deviations">Mahalanobis radius.</param>
    /// <exception cref="ArgumentException">Fewer than 2 points, or different lengths.</exception>
    public static Ellipse Of(IReadOnlyList<double> x, IReadOnlyList<double> y, double deviations = 2)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count || x.Count < 2)
            throw new ArgumentException($"Ellipse.Of: expected at least 2 points with as many x as y, got {x.Count} and {y.Count}.");
        double mx = x.Average(), my = y.Average(), xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < x.Count; i++)
        {
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
            xy += (x[i] - mx) * (y[i] - my);
        }
        var n = x.Count - 1;
        return new Ellipse(mx, my, xx / n, yy / n, xy / n, deviations);
    }

    /// <summary>Points of the curve: the circle mapped by the Cholesky factor of the covariance.</summary>
    /// <param name="count">How many; the last equals the first.</param>
    /// <exception cref="ArgumentException">The covariance is not positive semidefinite.</exception>
    public (double X, double Y)[] Outline(int count = 73)
    {
        var rest = VarianceX > 0 ? VarianceY - Covariance * Covariance / VarianceX : VarianceY;
        if (VarianceX < 0 || rest < -1e-9 * Math.Abs(VarianceY))
            throw new ArgumentException(
                "Ellipse: expected a positive semidefinite covariance, " +
                $"got [[{VarianceX:G4}, {Covariance:G4}], [{Covariance:G4}, {VarianceY:G4}]].");
        double a = Math.Sqrt(VarianceX), b = a > 0 ? Covariance / a : 0, c = Math.Sqrt(Math.Max(0, rest));
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * i / (count - 1));
                return (MeanX + Deviations * a * cos, MeanY + Deviations * (b * cos + c * sin));
            }),
        ];
    }
}
