using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// A variational autoencoder whose prior is a mixture with one Gaussian for each class (Ghosh, Losalka and Black, AAAI 2019; fact sheet
/// robust-gmvae.md §2). The encoder gives the mean of a code, noise of constant variance is added in training, the class is that of the
/// nearest component.
/// <code>
/// labeled:    L = ‖x − g(z)‖² + λ‖f(x) − μ_y‖²,   z = f(x) + σ_q ε
/// unlabeled:  the second term is 2λσ² (min_k KL_k + ln K), or 2λσ² (−ln Σ_k exp(−KL_k) + ln K),   KL_k = ‖f(x) − μ_k‖² / 2σ²
/// </code>
/// The bound's constants are left out. With a style code s the decoder reads (z, s), and b·½‖s‖² is added.
/// </summary>
public sealed class GaussianMixtureVae : Module
{
    readonly StridedNet _encoder;
    readonly DenseDecoder _decoder;

    /// <summary>Makes the model.</summary>
    /// <param name="options">Sizes and weights.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    /// <exception cref="ArgumentException">Fewer dimensions than the placement of the means needs.</exception>
    public GaussianMixtureVae(GaussianMixtureVaeOptions options, Generator generator) : base(nameof(GaussianMixtureVae))
    {
        ArgumentNullException.ThrowIfNull(options);
        Settings = options;
        Means = AddBuffer("means", ComponentMeans.Of(options.Placement, options.Classes, options.ClassSize)); // (K, d)
        var size = Means.shape[1] + options.StyleSize;
        _encoder = Add("encoder", new StridedNet(options.Net, size, generator));
        _decoder = Add("decoder", new DenseDecoder(size, options.Net, generator));
    }

    /// <summary>What was asked for.</summary>
    public GaussianMixtureVaeOptions Settings { get; }

    /// <summary>Means of the components, (K, d).</summary>
    public Tensor Means { get; }

    /// <summary>Codes (N, d + style) of images (N, C, S, S): the means of q(z|x), without noise.</summary>
    public Tensor Encode(Tensor images) => _encoder.forward(Devices.Send(images, _encoder.Device));

    /// <summary>Images (N, C, S, S) of codes (N, d + style).</summary>
    public Tensor Decode(Tensor codes) => _decoder.forward(Devices.Send(codes, _encoder.Device));

    /// <summary>Squared distances (N, K) of the class part of codes (N, d + style) from the means.</summary>
    public Tensor SquaredDistances(Tensor codes) => (ClassPart(codes).unsqueeze(1) - Means).square().sum(2);

    /// <summary>
    /// Class scores (N, K) of images: −s‖f(x) − μ_k‖². With the model's own s = 1/2σ² they are the logarithms of the mixture's
    /// responsibilities up to a constant, but their softmax saturates (fact sheet robust-gmvae.md §5.2); the order is that of s = 1.
    /// </summary>
    /// <param name="images">(N, C, S, S).</param>
    /// <param name="scale">s, above 0.</param>
    public Tensor Scores(Tensor images, double scale = 1) => -scale * SquaredDistances(Encode(images));

    /// <summary>Codes drawn from the components of classes, style codes from N(0, I).</summary>
    /// <param name="labels">(N,), int64.</param>
    /// <param name="random">Random numbers.</param>
    /// <returns>(N, d + style).</returns>
    public Tensor Draw(Tensor labels, Generator random)
    {
        var means = Means.index_select(0, labels); // (N, d)
        var codes = means + Math.Sqrt(Settings.ComponentVariance) * Devices.Normal(means, random);
        if (Settings.StyleSize == 0)
            return codes;
        return cat([codes, Devices.Normal(zeros([labels.shape[0], Settings.StyleSize], device: means.device), random)], 1);
    }

    /// <summary>The training objective of images with labels, a mean over them.</summary>
    /// <param name="images">(N, C, S, S) in [0, 1].</param>
    /// <param name="labels">(N,), int64.</param>
    /// <param name="random">For the noise on codes.</param>
    public LossTerms LabeledLoss(Tensor images, Tensor labels, Generator random)
    {
        var codes = Encode(images);
        var cluster = SquaredDistances(codes).gather(1, labels.unsqueeze(1)).mean() * Settings.ClusterWeight;
        return Loss(images, codes, cluster, random);
    }

    /// <summary>The training objective of images without labels, a mean over them.</summary>
    /// <inheritdoc cref="LabeledLoss"/>
    public LossTerms UnlabeledLoss(Tensor images, Generator random)
    {
        var codes = Encode(images);
        var divergences = SquaredDistances(codes) / (2 * Settings.ComponentVariance); // (N, K): KL up to a constant
        var place = Settings.Unlabeled == UnlabeledTerm.Hard ? divergences.amin([1]) : -(-divergences).logsumexp(1); // (N,)
        var cluster = (place.mean() + Math.Log(Settings.Classes)) * (2 * Settings.ClusterWeight * Settings.ComponentVariance);
        return Loss(images, codes, cluster, random);
    }

    /// <summary>KL(q(z|x) ‖ p(z|y)) in nats, of N(f, σ_q²I) from N(μ_y, σ²I).</summary>
    /// <param name="squaredDistance">‖f − μ_y‖².</param>
    /// <param name="size">d.</param>
    /// <param name="noiseVariance">σ_q², above 0.</param>
    /// <param name="componentVariance">σ², above 0.</param>
    public static double Divergence(double squaredDistance, long size, double noiseVariance, double componentVariance)
    {
        var r = Options.Positive(noiseVariance, nameof(noiseVariance)) / Options.Positive(componentVariance, nameof(componentVariance));
        return 0.5 * (size * (r - 1 - Math.Log(r)) + squaredDistance / componentVariance);
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) =>
        Shape.Expect(input, GetName(), -1, Settings.Net.Channels, Settings.Net.Side, Settings.Net.Side);

    /// <summary>Reconstructions (N, C, S, S), without noise.</summary>
    protected override Tensor Compute(Tensor input) => Decode(Encode(input));

    LossTerms Loss(Tensor images, Tensor codes, Tensor cluster, Generator random)
    {
        var noisy = Settings.NoiseVariance == 0 ? codes : codes + NoiseOn(codes, random);
        var reconstruction = (images - Decode(noisy)).square().sum() / images.shape[0];
        var style = Settings.StyleSize == 0 ? null : StylePart(codes).square().sum() * (0.5 * Settings.StyleWeight / images.shape[0]);
        return LossTerms.Sum(("reconstruction", reconstruction), ("cluster", cluster), ("style", style));
    }

    // On the class part alone: a component says how wide it is, nothing says so of the style.
    Tensor NoiseOn(Tensor codes, Generator random)
    {
        var noise = Devices.Normal(ClassPart(codes), random) * Math.Sqrt(Settings.NoiseVariance);
        return Settings.StyleSize == 0 ? noise : nn.functional.pad(noise, [0, Settings.StyleSize]);
    }

    Tensor ClassPart(Tensor codes) => codes.narrow(1, 0, Means.shape[1]);

    Tensor StylePart(Tensor codes) => codes.narrow(1, Means.shape[1], Settings.StyleSize);
}
