using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Feature-space loss: −log p(x|z) = f·‖φ(x) − φ(x̂)‖² + p·‖x − x̂‖² up to an unknown constant, x̂ = sigmoid of the decoder's output, φ a
/// fixed net (Dosovitskiy and Brox 2016). The small pixel term ties down what φ does not see.
/// </summary>
/// <remarks>
/// It has no normalizer, so it is no probability and has no evidence. Measuring with the same φ that it was trained with favors it:
/// results should name both. The net is code and not data: in <c>config.json</c> only names and weights appear, and it cannot be read back.
/// </remarks>
public sealed record PerceptualLikelihood : Likelihood
{
    readonly Func<Tensor, Tensor> _features;

    /// <summary>Makes it.</summary>
    /// <param name="featuresName">Which net, for tables.</param>
    /// <param name="features">
    /// From images (N, C, S, S) in [0, 1] to (N, D), differentiable, such as <c>ImageClassifier.Features</c>. Its weights are
    /// not trained here, but must be frozen (<c>requires_grad_(false)</c>) or gradients pile up in them.
    /// </param>
    /// <param name="featureWeight">f, above 0.</param>
    /// <param name="pixelWeight">p, at least 0.</param>
    public PerceptualLikelihood(string featuresName, Func<Tensor, Tensor> features, double featureWeight = 1, double pixelWeight = 0.1)
    {
        (FeaturesName, _features) = (featuresName, features);
        FeatureWeight = Options.Positive(featureWeight, nameof(FeatureWeight));
        PixelWeight = Options.NotNegative(pixelWeight, nameof(PixelWeight));
    }

    /// <summary>Which net.</summary>
    [JsonIgnore]
    public string FeaturesName { get; }

    /// <summary>f.</summary>
    [JsonIgnore]
    public double FeatureWeight { get; }

    /// <summary>p.</summary>
    [JsonIgnore]
    public double PixelWeight { get; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"features of {FeaturesName} × {FeatureWeight} + pixels × {PixelWeight}");

    /// <inheritdoc/>
    public override LikelihoodSupport Support => LikelihoodSupport.None;

    /// <inheritdoc/>
    public override Tensor NegativeLog(Tensor images, Tensor parameters)
    {
        var mean = Mean(parameters);
        Tensor target;
        using (no_grad())
            target = _features(images);
        return PerImage((target - _features(mean)).square()) * FeatureWeight + PerImage((images - mean).square()) * PixelWeight;
    }

    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => sigmoid(parameters);

    /// <inheritdoc/>
    public override Tensor Sample(Tensor parameters, Generator random) =>
        throw new NotSupportedException(
            "PerceptualLikelihood.Sample: expected a distribution, got an energy without a normalizer; show Mean instead.");
}
