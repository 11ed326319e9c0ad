using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Bernoulli with probability sigmoid of the decoder's output: binary cross-entropy. A probability for images of zeros and ones
/// only; on gray images it is the common loss without a normalizer (Loaiza-Ganem and Cunningham 2019; see
/// <see cref="ContinuousBernoulliLikelihood"/>).
/// </summary>
public sealed record BernoulliLikelihood : Likelihood
{
    /// <inheritdoc/>
    public override string Name => "Bernoulli";

    /// <inheritdoc/>
    public override LikelihoodSupport Support => LikelihoodSupport.Binary;

    /// <inheritdoc/>
    public override Tensor NegativeLog(Tensor images, Tensor parameters) =>
        PerImage(nn.functional.binary_cross_entropy_with_logits(parameters, images, reduction: nn.Reduction.None));

    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => sigmoid(parameters);

    /// <summary>Draws of 0 and 1.</summary>
    public override Tensor Sample(Tensor parameters, Generator random) =>
        (Uniform(parameters, random) < Mean(parameters)).to(parameters.dtype);
}
