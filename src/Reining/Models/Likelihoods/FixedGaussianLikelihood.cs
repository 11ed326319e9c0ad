using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// N(x; x̂, σ²I) with x̂ = sigmoid of the decoder's output and a σ that is set by hand: the likelihood behind a squared error.
/// <c>‖x − x̂‖² + w·KL</c> is 2σ² times its negative evidence bound, up to a constant, with σ = √(w/2).
/// </summary>
/// <param name="Sigma">Standard deviation of a pixel in units of the range [0, 1], above 0.</param>
public sealed record FixedGaussianLikelihood(double Sigma) : Likelihood
{
    /// <summary>Standard deviation of a pixel.</summary>
    public double Sigma { get; init => field = Options.Positive(value, nameof(Sigma)); } = Options.Positive(Sigma, nameof(Sigma));

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"Gaussian, σ = {Sigma:0.###}");

    /// <inheritdoc/>
    public override LikelihoodSupport Support => LikelihoodSupport.Density;

    /// <summary>The likelihood whose evidence bound a squared error summed over pixels with w·KL maximizes.</summary>
    public static FixedGaussianLikelihood OfKlWeight(double klWeight) => new(Math.Sqrt(klWeight / 2));

    /// <inheritdoc/>
    public override Tensor NegativeLog(Tensor images, Tensor parameters) =>
        PerImage((images - Mean(parameters)).square()) / (2 * Sigma * Sigma) +
            images[0].numel() * (Math.Log(Sigma) + 0.5 * Math.Log(2 * Math.PI));

    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => sigmoid(parameters);

    /// <inheritdoc/>
    public override Tensor Sample(Tensor parameters, Generator random) => Mean(parameters) + Sigma * Devices.Normal(parameters, random);
}
