using Reining.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Search;

/// <summary>
/// A batch of points by greedy expected improvement in a box. Each point that is chosen counts as observed at its predicted mean, which
/// leaves the mean as it is and shrinks the variance around it, so that the next one goes elsewhere. The original draws the value instead,
/// and refines by L-BFGS-B where this follows the gradient of log EI by Adam steps that are kept in the box.
/// </summary>
public static class BatchSearch
{
    const double StepShare = 0.02;
    const double SmallestImprovement = 1e-300;

    /// <summary>Chosen points (<see cref="BatchSearchOptions.Points"/>, d), double.</summary>
    /// <param name="process">What is known.</param>
    /// <param name="known">Points (n, d) already evaluated: with the candidates they give the incumbent, the lowest predicted mean.</param>
    /// <param name="lower">Lower corner of the box (d), double.</param>
    /// <param name="upper">Upper corner (d).</param>
    /// <param name="options">How many, how carefully.</param>
    /// <param name="random">Random numbers for the candidates.</param>
    public static Tensor Minimize(
        SparseGaussianProcess process, Tensor known, Tensor lower, Tensor upper, BatchSearchOptions options, Generator random)
    {
        using var scope = NewDisposeScope();
        var d = process.Kernel.LengthScales.Count;
        Shape.Expect(lower, nameof(BatchSearch), d);
        Shape.Expect(upper, nameof(BatchSearch), d);
        using var noGrad = no_grad();
        var candidates =
            process.Project(lower + rand(options.Candidates, d, dtype: ScalarType.Float64, generator: random) * (upper - lower)); // (C, d)
        var (mean, variance) = (process.Mean(candidates), process.Variance(candidates));
        var best = Math.Min(mean.min().ToDouble(), process.Predict(known).Mean.min().ToDouble());

        var chosen = new Chosen(process);
        // covariances of the chosen points with the candidates
        var rows = zeros(options.Points, options.Candidates, dtype: ScalarType.Float64);
        for (var k = 0; k < options.Points; k++)
        {
            using var step = NewDisposeScope();
            var left = variance - chosen.Explained(rows.narrow(0, 0, k));
            var start = candidates.Points[ExpectedImprovement.Of(mean, left, best).argmax()];
            chosen.Add(Refined(process, start.view(1, d), chosen, lower, upper, best, options.RefineSteps));
            rows.narrow(0, k, 1).copy_(process.Covariance(chosen.Last, candidates));
        }
        return chosen.All.Points.MoveToOuterDisposeScope();
    }

    /// <summary>The points so far, and how much they explain of the variance elsewhere once observed with the kernel's noise.</summary>
    internal sealed class Chosen(SparseGaussianProcess process)
    {
        Tensor? _factor; // Cholesky factor (k, k) of the covariance of their observations

        /// <summary>All points; not before the first.</summary>
        public SparseGaussianProcess.Projection All { get; private set; }

        public SparseGaussianProcess.Projection Last { get; private set; }

        /// <summary>Adds a point (1, d); tensors kept go to the caller's outer scope.</summary>
        public void Add(Tensor point)
        {
            Last = process.Project(point);
            All = _factor is null
                ? new(Kept(Last.Points.clone()), Kept(Last.Prior.clone()), Kept(Last.Posterior.clone()))
                : new(
                    Kept(cat([All.Points, point], 0)), Kept(cat([All.Prior, Last.Prior], 1)),
                    Kept(cat([All.Posterior, Last.Posterior], 1)));
            _factor = Kept(
                linalg.cholesky(process.Covariance(All, All) + eye(All.Points.shape[0], dtype: ScalarType.Float64) * process.Kernel.Noise));
        }

        static Tensor Kept(Tensor tensor) => tensor.MoveToOuterDisposeScope();

        /// <summary>From covariances (k, n) of the chosen points with others: the share (n) of the others'
        /// variance that is explained.</summary>
        public Tensor Explained(Tensor covariances) =>
            _factor is null
                ? zeros(covariances.shape[1], dtype: ScalarType.Float64)
                : Triangular.Solve(_factor, covariances).square().sum(dim: 0);

        public Tensor Explained(SparseGaussianProcess.Projection others) =>
            _factor is null ? zeros(others.Points.shape[0], dtype: ScalarType.Float64) : Explained(process.Covariance(All, others));
    }

    static Tensor Refined(SparseGaussianProcess process, Tensor start, Chosen chosen, Tensor lower, Tensor upper, double best, int steps)
    {
        if (steps == 0)
            return start.clone();
        Tensor LogImprovement(Tensor at)
        {
            var x = process.Project(at);
            return ExpectedImprovement.Of(process.Mean(x), process.Variance(x) - chosen.Explained(x), best).clamp(min: SmallestImprovement)
                .log().sum();
        }

        var width = upper - lower;
        var scaled = new Parameter((start - lower) / width); // in the unit box
        using var adam = optim.Adam([scaled], StepShare);
        var (bestPoint, bestValue) = (start.clone(), double.NegativeInfinity);
        for (var i = 0; i <= steps; i++)
        {
            using var step = NewDisposeScope();
            using var gradients = enable_grad();
            adam.zero_grad();
            var value = LogImprovement(lower + scaled * width);
            var number = value.ToDouble();
            if (i < steps)
                Gradients.Backward(value.neg(), nameof(BatchSearch));
            using var still = no_grad();
            if (number > bestValue)
            {
                bestValue = number;
                bestPoint.copy_(lower + scaled * width);
            }
            if (i < steps)
            {
                adam.step();
                scaled.clamp_(0, 1);
            }
        }
        return bestPoint;
    }
}
