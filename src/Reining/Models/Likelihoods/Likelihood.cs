using System.Text.Json.Serialization;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// p(x|z): what a decoder's output says about an image, and so what a reconstruction error means. A strategy without state: an
/// autoencoder owns the decoder, which gives <see cref="DecoderChannels"/> raw channels, and the trained scale, if there is one,
/// which it appends as further channels; both together are the <c>parameters</c> (N, P, S, S) of the methods here.
/// </summary>
/// <remarks>
/// The thesis names the likelihood as the main cause of blur (outline.md §1, Q1) and keeps the fixed Gaussian throughout. These
/// are the alternatives. Images are float in [0, 1], in files k/255 for k = 0 … 255; no likelihood adds noise to them by itself
/// (<see cref="Support"/> says what that means, <see cref="Dequantization"/> does it on request).
/// </remarks>
[JsonPolymorphic(
    TypeDiscriminatorPropertyName = "likelihood", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToBaseType)]
[JsonDerivedType(typeof(FixedGaussianLikelihood), "fixed_gaussian")]
[JsonDerivedType(typeof(GaussianLikelihood), "gaussian")]
[JsonDerivedType(typeof(LaplaceLikelihood), "laplace")]
[JsonDerivedType(typeof(BernoulliLikelihood), "bernoulli")]
[JsonDerivedType(typeof(ContinuousBernoulliLikelihood), "continuous_bernoulli")]
[JsonDerivedType(typeof(DiscretizedLogisticLikelihood), "discretized_logistic")]
public abstract record Likelihood
{
    /// <summary>Name for tables.</summary>
    public abstract string Name { get; }

    /// <summary>What it is a distribution over.</summary>
    [JsonIgnore]
    public abstract LikelihoodSupport Support { get; }

    /// <summary>Whether the autoencoder appends its one trained scale to the decoder's channels, once for each image channel.</summary>
    [JsonIgnore]
    public virtual bool HasSharedScale => false;

    /// <summary>Channels that the decoder has to give for images of so many channels.</summary>
    public virtual int DecoderChannels(int imageChannels) => imageChannels;

    /// <summary>−log p(x|z) of each image in nats, summed over pixels and channels, (N).</summary>
    /// <param name="images">x, (N, C, S, S) in [0, 1].</param>
    /// <param name="parameters">(N, P, S, S).</param>
    public abstract Tensor NegativeLog(Tensor images, Tensor parameters);

    /// <summary>The image to show: the mean of x, or what the likelihood's own remarks say, (N, C, S, S) in [0, 1].</summary>
    public abstract Tensor Mean(Tensor parameters);

    /// <summary>Draws of x, (N, C, S, S); of a density on the whole line, values outside [0, 1] too.</summary>
    /// <exception cref="NotSupportedException">The likelihood is no distribution.</exception>
    public abstract Tensor Sample(Tensor parameters, Generator random);

    /// <summary>Sum over everything but the batch, (N).</summary>
    private protected static Tensor PerImage(Tensor values) => values.flatten(1).sum(dim: 1);

    /// <summary>Draws in (0, 1), never 0 or 1.</summary>
    private protected static Tensor Uniform(Tensor like, Generator random) =>
        Devices.Uniform(like, random).clamp(1e-7, 1 - 1e-7);
}
