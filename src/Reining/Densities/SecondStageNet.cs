using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>Encoder and decoder of <see cref="SecondStageVae"/>: two hidden ReLU layers each, float32 (fact sheet rae.md §3).</summary>
sealed class SecondStageNet : Module
{
    const double LogSigmaBound = 5;
    readonly Linear _encoder1, _encoder2, _mu, _logSigma, _decoder1, _decoder2, _output;

    internal SecondStageNet(long dimensions, int width, Generator generator) : base(nameof(SecondStageNet))
    {
        _encoder1 = Add("encoder1", new Linear(dimensions, width, generator));
        _encoder2 = Add("encoder2", new Linear(width, width, generator));
        _mu = Add("mu", new Linear(width, dimensions, generator));
        _logSigma = Add("log_sigma", new Linear(width, dimensions, generator));
        _decoder1 = Add("decoder1", new Linear(dimensions, width, generator));
        _decoder2 = Add("decoder2", new Linear(width, width, generator));
        _output = Add("output", new Linear(width, dimensions, generator));
    }

    /// <summary>Mean and log standard deviation, each (N, d), of q(u|z) for standardized z (N, d).</summary>
    internal (Tensor Mu, Tensor LogSigma) Posterior(Tensor z)
    {
        var h = _encoder2.forward(_encoder1.forward(z).relu_()).relu_(); // (N, width)
        return (_mu.forward(h), tanh(_logSigma.forward(h)) * LogSigmaBound);
    }

    /// <summary>Standardized codes (N, d) of u (N, d).</summary>
    internal Tensor Decode(Tensor u) => _output.forward(_decoder2.forward(_decoder1.forward(u).relu_()).relu_());

    /// <summary>Reconstruction (N, d) of standardized codes by the posterior's mean.</summary>
    protected override Tensor Compute(Tensor input) => Decode(Posterior(input).Mu);

    /// <summary>mean_d (z − D(u))² + β₂·KL for each code, (N,); one posterior sample.</summary>
    internal Tensor Loss(Tensor z, double klWeight, Generator random)
    {
        var (mu, logSigma) = Posterior(z);
        var u = mu + logSigma.exp() * randn(mu.shape, generator: random);
        return (z - Decode(u)).square().mean([1]) + klWeight * Vae.KullbackLeibler(mu, logSigma);
    }
}
