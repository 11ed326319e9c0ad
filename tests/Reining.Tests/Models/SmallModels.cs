using Reining.Models;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>Every model of the chapter at width 2 on 16×16 images, with weights that let each term of the loss count.</summary>
static class SmallModels
{
    public static readonly ConvNetOptions Net = new(Channels: 1, Side: 16, Width: 2, LatentSize: 3, Kernel: 4, Rescale: true);

    public static readonly IReadOnlyDictionary<string, Func<Generator, Autoencoder>> All =
        new Dictionary<string, Func<Generator, Autoencoder>>
        {
            ["VAE"] = random => new Vae(new VaeOptions(Net, 0.7), random),
            ["VAE, 5x5, color"] = random => new Vae(new VaeOptions(new ConvNetOptions(3, 16, 2, 3, 5, false), 0.7), random),
            ["CV-VAE"] = random => new ConstantVarianceVae(new ConstantVarianceVaeOptions(Net, 0.7), random),
            ["WAE"] = random => new WassersteinAutoencoder(new WassersteinAutoencoderOptions(Net, 30), random),
            ["WAE, input noise"] =
                random => new WassersteinAutoencoder(new WassersteinAutoencoderOptions(Net, 30) { EncoderNoise = 0.01 }, random),
            ["AE"] = Rae(),
            ["AE-L2"] = Rae(0, DecoderRegularizer.L2, 0.3),
            ["AE, mean"] =
                random => new RegularizedAutoencoder(new RegularizedAutoencoderOptions(Net) { Reduction = PixelReduction.Mean }, random),
            ["RAE"] = Rae(0.5),
            ["RAE-L2"] = Rae(0.5, DecoderRegularizer.L2, 0.3),
            ["RAE-GP"] = Rae(0.5, DecoderRegularizer.GradientPenalty, 2),
            ["RAE-GP, squared output"] = Rae(0.5, DecoderRegularizer.GradientPenalty, 2, GradientPenaltyForm.SquaredOutput),
            ["RAE-SN"] = Rae(0.5, DecoderRegularizer.SpectralNorm),
            ["VAE with fixed Gaussian"] = With(new FixedGaussianLikelihood(0.3)),
            ["VAE with Gaussian"] = With(new GaussianLikelihood()),
            ["VAE with Gaussian per pixel"] = With(new GaussianLikelihood(LearnedScale.PerPixel)),
            ["VAE with Laplace"] = With(new LaplaceLikelihood()),
            ["VAE with Bernoulli"] = With(new BernoulliLikelihood()),
            ["VAE with continuous Bernoulli"] = With(new ContinuousBernoulliLikelihood()),
            ["VAE with discretized logistic"] = With(new DiscretizedLogisticLikelihood()),
            ["VAE with discretized logistic per pixel, color"] =
                With(new DiscretizedLogisticLikelihood(LearnedScale.PerPixel), new ConvNetOptions(3, 16, 2, 3, 5, false)),
            ["VAE with features"] = With(new PerceptualLikelihood("4×4 means", x => nn.functional.avg_pool2d(x, 4).flatten(1), 4)),
            ["RAE-GP with Gaussian"] = random => new RegularizedAutoencoder(
                new(Net, 0.5, DecoderRegularizer.GradientPenalty, 2) { Likelihood = new GaussianLikelihood() }, random),
            ["CV-VAE with Laplace"] =
                random => new ConstantVarianceVae(new ConstantVarianceVaeOptions(Net, 1) { Likelihood = new LaplaceLikelihood() }, random),
            ["WAE with discretized logistic"] = random => new WassersteinAutoencoder(
                new WassersteinAutoencoderOptions(Net, 30) { Likelihood = new DiscretizedLogisticLikelihood() }, random),
        };

    /// <summary>The model in double precision, and a batch of images for it: more than latent dimensions,
    /// so that the decoder works by its basis.</summary>
    public static (Autoencoder Model, Tensor Images) InDouble(string name, int batch = 5, ulong seed = 5)
    {
        using var random = new Generator(seed);
        var model = All[name](random);
        model.to(ScalarType.Float64);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // Biases start at zero, where a ReLU that sees only zeros has a kink.
        foreach (var parameter in model.parameters())
            parameter.add_(0.1 * randn(parameter.shape, dtype: ScalarType.Float64, generator: random));
        return (model, rand([batch, model.Net.Channels, model.Net.Side, model.Net.Side], dtype: ScalarType.Float64, generator: random)
            .MoveToOuterDisposeScope());
    }

    /// <summary>Steps of Adam on the same images; the reconstruction term before each.</summary>
    public static List<double> Train(Autoencoder model, Tensor images, int steps, Generator random)
    {
        using var adam = new Adam(model, new AdamOptions(0.02));
        var losses = new List<double>();
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            adam.ZeroGrad();
            var terms = model.Loss(images, random);
            terms.Total.backward();
            adam.Step();
            losses.Add(terms["reconstruction"].ToDouble());
        }
        return losses;
    }

    static Func<Generator, Vae> With(Likelihood likelihood, ConvNetOptions? net = null) =>
        random => new Vae(VaeOptions.Elbo(net ?? Net, likelihood), random);

    public static Func<Generator, RegularizedAutoencoder> Rae(
        double latent = 0, DecoderRegularizer regularizer = DecoderRegularizer.None, double weight = 0,
        GradientPenaltyForm form = GradientPenaltyForm.Jacobian) =>
        random =>
            new RegularizedAutoencoder(
                new RegularizedAutoencoderOptions(Net, latent, regularizer, weight) { GradientPenalty = form }, random);
}
