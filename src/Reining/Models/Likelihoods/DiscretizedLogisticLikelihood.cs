using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Probabilities of the 256 gray levels: a logistic distribution cut into intervals of one level, the first and the last of which
/// reach to infinity (Salimans, Karpathy, Chen, Kingma, "PixelCNN++", ICLR 2017, one component).
/// <code>
/// P(k/255) = F(k/255 + 1/510) − F(k/255 − 1/510),   F(x) = sigmoid((x − m)/s)
/// </code>
/// m is the decoder's output plus ½, not squashed: beyond [0, 1] it makes black or white certain.
/// </summary>
/// <remarks>
/// The difference is taken as F(b) − F(a) = sigmoid(b)·sigmoid(−a)·(1 − e^{a−b}), each factor of which has a stable logarithm, so
/// there is no special case in the tails. Images are rounded to the nearest level.
/// </remarks>
/// <param name="Scale">One s (a trained parameter), or one for each pixel.</param>
public sealed record DiscretizedLogisticLikelihood(LearnedScale Scale = LearnedScale.Shared) : Likelihood
{
    const double Levels = 255;

    /// <summary>s before training (plus the least), above 0.</summary>
    public double StartScale { get; init => field = Options.Positive(value, nameof(StartScale)); } = 0.1;

    /// <summary>Bound from below on s, above 0; PixelCNN++'s e⁻⁷ on [−1, 1] is half of that on [0, 1].</summary>
    public double LeastScale { get; init => field = Options.Positive(value, nameof(LeastScale)); } = 0.5 * Math.Exp(-7);

    /// <inheritdoc/>
    public override string Name => Scale == LearnedScale.Shared ? "discretized logistic" : "discretized logistic, scale per pixel";

    /// <inheritdoc/>
    public override LikelihoodSupport Support => LikelihoodSupport.GrayLevels;

    /// <inheritdoc/>
    public override bool HasSharedScale => Scale == LearnedScale.Shared;

    /// <inheritdoc/>
    public override int DecoderChannels(int imageChannels) => ScaleChannels.Of(Scale, imageChannels);

    /// <summary>log s, (N, C, S, S).</summary>
    public Tensor LogScale(Tensor parameters) => ScaleChannels.LogScale(parameters, StartScale, LeastScale);

    /// <inheritdoc/>
    public override Tensor NegativeLog(Tensor images, Tensor parameters)
    {
        var level = (images * Levels).round(); // 0 … 255
        var inverse = (-LogScale(parameters)).exp();
        var centered = level / Levels - Location(parameters);
        var above = nn.functional.logsigmoid((centered + 0.5 / Levels) * inverse); // log F(b)
        var below = nn.functional.logsigmoid(-(centered - 0.5 / Levels) * inverse); // log (1 − F(a))
        var width = (-(-inverse / Levels).expm1()).log(); // log (1 − e^{a−b})
        var inside = above + below + width;
        return -PerImage(where(level < 0.5, above, where(level > Levels - 0.5, below, inside)));
    }

    /// <summary>The mean of the logistic clamped to [0, 1], within half a level of the mean over levels.</summary>
    public override Tensor Mean(Tensor parameters)
    {
        var (m, s) = (Location(parameters), LogScale(parameters).exp());
        return (s * (ScaleChannels.Softplus(m / s) - ScaleChannels.Softplus((m - 1) / s))).clamp(0, 1); // ∫₀¹ P(X > t) dt
    }

    /// <summary>Draws of levels k/255.</summary>
    public override Tensor Sample(Tensor parameters, Generator random)
    {
        var m = Location(parameters);
        var u = Uniform(m, random);
        var x = m + LogScale(parameters).exp() * (u.log() - (-u).log1p());
        return (x.clamp(0, 1) * Levels).round() / Levels;
    }

    static Tensor Location(Tensor parameters) => ScaleChannels.Location(parameters) + 0.5;
}
