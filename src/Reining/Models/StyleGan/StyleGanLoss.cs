using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>Losses of StyleGAN2, of scores (N) that are high for real pictures.</summary>
public static class StyleGanLoss
{
    /// <summary>The generator's: softplus(−D(G(z))), the mean over samples.</summary>
    public static Tensor Generator(Tensor madeScores) => F.softplus(-madeScores).mean();

    /// <summary>The discriminator's: softplus(D(G(z))) + softplus(−D(x)), means over samples.</summary>
    public static LossTerms Discriminator(Tensor madeScores, Tensor realScores) =>
        LossTerms.Sum(("made", F.softplus(madeScores).mean()), ("real", F.softplus(-realScores).mean()));

    /// <summary>Relativistic twin of <see cref="Generator"/> (R3GAN, Huang et al. 2024): softplus(−(D(G(z)) − D(x))).</summary>
    public static Tensor RelativisticGenerator(Tensor madeScores, Tensor realScores) => F.softplus(realScores - madeScores).mean();

    /// <summary>Relativistic twin of <see cref="Discriminator"/>: softplus(−(D(x) − D(G(z)))).</summary>
    public static Tensor RelativisticDiscriminator(Tensor madeScores, Tensor realScores) => F.softplus(madeScores - realScores).mean();

    /// <summary>R1 (Mescheder et al. 2018): γ/2 · ‖∇ D(x)‖², the mean over samples.</summary>
    /// <param name="score">Scores (N) of pictures.</param>
    /// <param name="pictures">(N, 3, S, S); copied, so that the gradient ends at them.</param>
    /// <param name="gamma">The weight γ.</param>
    public static Tensor GradientPenalty(Func<Tensor, Tensor> score, Tensor pictures, double gamma)
    {
        var x = pictures.detach().requires_grad_();
        var slope = Gradients.Differentiable(score(x).sum(), x, "StyleGanLoss.GradientPenalty"); // (N, 3, S, S)
        return slope.square().sum([1, 2, 3]).mean() * (gamma / 2);
    }

    /// <summary>
    /// Path lengths (Karras et al. 2020, §3.2): how far random changes of a picture reach back to the styles,
    /// √(mean over layers of Σ (∂⟨G(w), y⟩/∂w)²), y ~ N(0, 1)/√(number of pixels).
    /// </summary>
    /// <param name="generator">The generator.</param>
    /// <param name="styles">Styles (N, w).</param>
    /// <param name="condition">As for the generator.</param>
    /// <param name="random">Random numbers for y.</param>
    /// <returns>(N), differentiable.</returns>
    public static Tensor PathLengths(StyleGenerator generator, Tensor styles, Tensor? condition, Generator random)
    {
        var side = generator.Options.Side;
        var noise = randn([styles.shape[0], 3, side, side], generator: random);
        return PathLengths(generator, styles, condition, noise.to(styles.dtype, styles.device));
    }

    /// <summary>The same with given y, before its division.</summary>
    internal static Tensor PathLengths(StyleGenerator generator, Tensor styles, Tensor? condition, Tensor noise)
    {
        var each = styles.unsqueeze(1).expand(-1, generator.StyledLayers, -1); // (N, layers, w)
        var changed = generator.Synthesize(each, condition) * noise / generator.Options.Side;
        var slope = Gradients.Differentiable(changed.sum(), each, "StyleGanLoss.PathLengths"); // (N, layers, w)
        return slope.square().sum(dim: 2).mean([1]).sqrt();
    }
}
