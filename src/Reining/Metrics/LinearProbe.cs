using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Metrics;

/// <summary>
/// How much of a class a linear map reads off codes: multinomial logistic regression on standardized codes, with ridge ½λ‖W‖², by Adam on
/// all rows at once.
/// </summary>
public sealed class LinearProbe : IDisposable
{
    const int Steps = 200;
    const double Rate = 0.05;

    readonly Linear _net;
    readonly Tensor _mean, _scale;

    LinearProbe(Linear net, Tensor mean, Tensor scale) => (_net, _mean, _scale) = (net, mean, scale);

    /// <summary>Fits a probe; equal arguments give equal probes on one thread.</summary>
    /// <param name="codes">(N, d), floating.</param>
    /// <param name="labels">(N,), int64, 0 … classes − 1.</param>
    /// <param name="classes">Number of classes, above 1.</param>
    /// <param name="ridge">λ, at least 0.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit together.</exception>
    public static LinearProbe Fit(Tensor codes, Tensor labels, int classes, double ridge = 1e-3)
    {
        Check(codes, labels);
        using var scope = NewDisposeScope();
        using var random = new Generator(0);
        var rows = codes.detach().to(float32);
        var mean = rows.mean([0]).DetachFromDisposeScope(); // (d)
        var scale = rows.std(0, unbiased: false).clamp_min(1e-6).DetachFromDisposeScope(); // (d)
        var standard = (rows - mean) / scale;
        var net = new Linear(codes.shape[1], classes, random);
        new TrainingLoop<Tensor>(new()
        {
            Steps = Steps,
            BatchSize = (int)rows.shape[0],
            Batch = (_, _) => standard.alias(),
            Nets = [new("probe", net, new AdamOptions(Rate)) { Schedule = new Schedule.Cosine() }],
            Phases =
            [
                new("probe", ["probe"], (x, _) => LossTerms.Sum(
                    ("classes", F.cross_entropy(net.forward(x), labels)), ("ridge", net.Weight.square().sum() * (ridge / 2)))),
            ],
            StatsSteps = 0,
        }).Run();
        return new(net, mean, scale);
    }

    /// <summary>Share of rows whose label it reads.</summary>
    /// <param name="codes">(N, d).</param>
    /// <param name="labels">(N,), int64.</param>
    public double Accuracy(Tensor codes, Tensor labels)
    {
        Check(codes, labels);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return (_net.forward((codes.to(float32) - _mean) / _scale).argmax(1) == labels).to(float64).mean().item<double>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _net.Dispose();
        _mean.Dispose();
        _scale.Dispose();
    }

    static void Check(Tensor codes, Tensor labels)
    {
        if (codes.ndim != 2 || labels.ndim != 1 || codes.shape[0] != labels.shape[0] || codes.shape[0] == 0)
            throw new ArgumentException(
                "LinearProbe: expected codes (N, d) and labels (N,), " +
                $"got {Shape.Text(codes)} and {Shape.Text(labels)}; pass one label a row.");
    }
}
