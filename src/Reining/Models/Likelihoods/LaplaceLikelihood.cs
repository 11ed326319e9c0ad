using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Laplace density exp(−|x − x̂|/s) / 2s of each pixel, x̂ = sigmoid of the decoder's output, s learned: the likelihood behind the
/// absolute error, whose best x̂ is the median instead of the mean.
/// </summary>
/// <param name="Scale">One s (a trained parameter), or one for each pixel.</param>
public sealed record LaplaceLikelihood(LearnedScale Scale = LearnedScale.Shared) : Likelihood
{
    /// <summary>s before training (plus the least), above 0.</summary>
    public double StartScale { get; init => field = Options.Positive(value, nameof(StartScale)); } = 0.2;

    /// <summary>Bound from below on s, above 0: by default half a gray level.</summary>
    public double LeastScale { get; init => field = Options.Positive(value, nameof(LeastScale)); } = 0.5 / 255;

    /// <inheritdoc/>
    public override string Name => Scale == LearnedScale.Shared ? "Laplace, learned scale" : "Laplace, scale per pixel";

    /// <inheritdoc/>
    public override LikelihoodSupport Support => LikelihoodSupport.Density;

    /// <inheritdoc/>
    public override bool HasSharedScale => Scale == LearnedScale.Shared;

    /// <inheritdoc/>
    public override int DecoderChannels(int imageChannels) => ScaleChannels.Of(Scale, imageChannels);

    /// <summary>log s, (N, C, S, S).</summary>
    public Tensor LogScale(Tensor parameters) => ScaleChannels.LogScale(parameters, StartScale, LeastScale);

    /// <inheritdoc/>
    public override Tensor NegativeLog(Tensor images, Tensor parameters)
    {
        var logScale = LogScale(parameters);
        return PerImage((images - Mean(parameters)).abs() * (-logScale).exp() + logScale + Math.Log(2));
    }

    /// <summary>x̂: mean and median.</summary>
    public override Tensor Mean(Tensor parameters) => sigmoid(ScaleChannels.Location(parameters));

    /// <inheritdoc/>
    public override Tensor Sample(Tensor parameters, Generator random)
    {
        var mean = Mean(parameters);
        var centered = Uniform(mean, random) - 0.5;
        return mean - LogScale(parameters).exp() * centered.sign() * (-2 * centered.abs()).log1p();
    }
}
