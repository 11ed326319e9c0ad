using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>
/// How much of numbers that an image was made from a linear map reads off codes: ridge regression on standardized codes, in double.
/// </summary>
public static class LinearReadout
{
    /// <summary>R² of each number on rows that the map was not fitted to; 1 is all, 0 no more than the mean, below 0 less.</summary>
    /// <param name="codes">(N, d), floating.</param>
    /// <param name="values">(N, f), floating.</param>
    /// <param name="testCodes">(M, d).</param>
    /// <param name="testValues">(M, f).</param>
    /// <param name="ridge">λ of λ‖W‖² beside the mean squared error, above 0.</param>
    /// <returns>f numbers.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A ridge of 0 or less.</exception>
    public static double[] Explained(Tensor codes, Tensor values, Tensor testCodes, Tensor testValues, double ridge = 1e-3)
    {
        Check(codes, values);
        Check(testCodes, testValues);
        if (codes.shape[1] != testCodes.shape[1] || values.shape[1] != testValues.shape[1])
            throw new ArgumentException(
                "LinearReadout.Explained: expected test rows as long as those that the map is fitted to, " +
                $"got codes {Shape.Text(codes)} and {Shape.Text(testCodes)}, values {Shape.Text(values)} and {Shape.Text(testValues)}; " +
                "take both from one source.");
        using var scope = NewDisposeScope();
        var (x, y) = (codes.detach().to(float64), values.to(float64));
        var (mean, scale, center) = (x.mean([0]), x.std(0, unbiased: false).clamp_min(1e-6), y.mean([0]));
        x = (x - mean) / scale; // (N, d)
        var gram = x.t().mm(x) / x.shape[0] + Options.Positive(ridge, nameof(ridge)) * eye(x.shape[1], dtype: float64);
        var weights = linalg.solve(gram, x.t().mm(y - center) / x.shape[0]); // (d, f)
        var truth = testValues.to(float64);
        var read = ((testCodes.detach().to(float64) - mean) / scale).mm(weights) + center; // (M, f)
        var (left, all) = ((read - truth).square().mean([0]), (truth - truth.mean([0])).square().mean([0]).clamp_min(1e-12));
        return (1 - left / all).Doubles();
    }

    static void Check(Tensor codes, Tensor values)
    {
        if (codes.ndim != 2 || values.ndim != 2 || codes.shape[0] != values.shape[0] || codes.shape[0] == 0)
            throw new ArgumentException(
                $"LinearReadout.Explained: expected codes (N, d) and values (N, f), got {Shape.Text(codes)} and {Shape.Text(values)}; " +
                "pass the values of each row's image.");
    }
}
