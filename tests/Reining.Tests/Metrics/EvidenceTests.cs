using Reining.Densities;
using Reining.Metrics;
using Reining.Models;
using Reining.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

/// <summary>
/// Bounds on a linear Gaussian model, x = a z + c + s·noise with z, x of a few dimensions, whose evidence is N(x; c, aaᵀ + s²I) and whose
/// posterior is Gaussian: known in closed form.
/// </summary>
public class EvidenceTests
{
    const double Noise = 0.5;
    static readonly double[] A = [1.2, -0.7, 0.4]; // one code, three "pixels"

    static Tensor Images()
    {
        using var random = new Generator(9);
        return randn([40, 3], dtype: ScalarType.Float64, generator: random);
    }

    /// <summary>log N(x; 0, aaᵀ + s²I) by the matrix determinant lemma.</summary>
    static double LogEvidence(double[] x)
    {
        var (aa, ax, xx) = (A.Sum(v => v * v), A.Zip(x, (u, v) => u * v).Sum(), x.Sum(v => v * v));
        var s2 = Noise * Noise;
        return -0.5 * ((xx - ax * ax / (s2 + aa)) / s2 + 3 * Math.Log(2 * Math.PI) + 2 * Math.Log(s2) + Math.Log(s2 + aa));
    }

    /// <summary>Bounds with a posterior whose mean is off by <paramref name="shift"/> and whose deviation by the factor
    /// <paramref name="spread"/>.</summary>
    static Evidence Bounds(Tensor images, int samples, double shift, double spread, int rowsAtOnce = 512)
    {
        var a = tensor(A);
        var variance = 1 / (1 + A.Sum(v => v * v) / (Noise * Noise));
        return Evidence.Of(
            images, images,
            x => (
                (x.mv(a) * variance / (Noise * Noise) + shift).unsqueeze(1),
                full([x.shape[0], 1], 0.5 * Math.Log(variance) + Math.Log(spread), dtype: ScalarType.Float64)),
            (x, z) => (-0.5 * ((x - z * a) / Noise).square() - Math.Log(Noise) - 0.5 * Math.Log(2 * Math.PI)).sum(dim: 1),
            new StandardNormal(1), new EvidenceOptions(samples) { RowsAtOnce = rowsAtOnce });
    }

    static double Exact(Tensor images) =>
        Enumerable.Range(0, (int)images.shape[0]).Average(i => LogEvidence(images[i].data<double>().ToArray()));

    [Fact]
    public void GivenTheExactPosterior_WhenTheBoundsAreTaken_ThenBothAreTheEvidence()
    {
        using var scope = NewDisposeScope();
        var images = Images();
        var bounds = Bounds(images, 3, shift: 0, spread: 1);
        Assert.Equal(Exact(images), bounds.Elbo, 1e-9);
        Assert.Equal(Exact(images), bounds.ImportanceWeighted, 1e-9);
        Assert.Equal((3, 40L, null), (bounds.Samples, bounds.Count, bounds.BitsPerDimension));
    }

    [Fact]
    public void GivenAnotherPosterior_WhenTheBoundsAreTaken_ThenTheGapIsTheKlAndClosesWithSamples()
    {
        using var scope = NewDisposeScope();
        var images = Images();
        const double Shift = 0.3, Spread = 1.3;
        var exact = Exact(images);
        var deviation = Math.Sqrt(1 / (1 + A.Sum(v => v * v) / (Noise * Noise)));
        var kl = 0.5 * (Spread * Spread + Shift * Shift / (deviation * deviation) - 1 - 2 * Math.Log(Spread));
        Assert.True(kl > 0.3);

        var many = Bounds(images, 4000, Shift, Spread);
        Assert.Equal(exact - kl, many.Elbo, 0.02);
        Assert.Equal(exact, many.ImportanceWeighted, 0.02);

        var one = Bounds(images, 1, Shift, Spread);
        Assert.Equal(one.Elbo, one.ImportanceWeighted, 1e-12);
        double last = double.NegativeInfinity;
        foreach (var samples in new[] { 2, 20, 200 })
        {
            var bounds = Bounds(images, samples, Shift, Spread);
            Assert.InRange(bounds.ImportanceWeighted, Math.Max(bounds.Elbo, last), exact + 3 * 0.02);
            last = bounds.ImportanceWeighted;
        }
    }

    [Fact]
    public void GivenOtherPieces_WhenTheBoundsAreTaken_ThenTheyAreTheSame()
    {
        using var scope = NewDisposeScope();
        var images = Images();
        var whole = Bounds(images, 30, 0.2, 1.2);
        var pieces = Bounds(images, 30, 0.2, 1.2, rowsAtOnce: 7);
        Assert.Equal(whole.ImportanceWeighted, pieces.ImportanceWeighted, 1e-12);
        var halves = new[] { images.narrow(0, 0, 40), images.narrow(0, 0, 20) }.Select(part => Bounds(part, 30, 0.2, 1.2)).ToArray();
        Assert.Equal(whole, halves[0]);
        Assert.NotEqual(whole.Elbo, halves[1].Elbo);
    }

    static Vae Model(Likelihood? likelihood)
    {
        var options = likelihood is null ? new VaeOptions(SmallModels.Net, 0.312) : VaeOptions.Elbo(SmallModels.Net, likelihood);
        var model = new Vae(options, new Generator(1));
        model.eval();
        return model;
    }

    static Tensor Levels() => (rand([12, 1, 16, 16], generator: new Generator(2)) * 255).round() / 255;

    [Fact]
    public void GivenAVae_WhenItsEvidenceIsBounded_ThenTheElboIsMinusItsLoss()
    {
        using var scope = NewDisposeScope();
        using var model = Model(new DiscretizedLogisticLikelihood());
        var images = Levels();
        var loss = Enumerable.Range(0, 60).Average(i => model.Loss(images, new Generator((ulong)i)).Total.ToDouble());

        var bounds = Evidence.Of(model, images, new EvidenceOptions(60));

        Assert.Equal(-loss, bounds.Elbo, 0.01 * loss);
        Assert.True(bounds.ImportanceWeighted > bounds.Elbo);
        Assert.Equal(-bounds.ImportanceWeighted / 256 / Math.Log(2), bounds.BitsPerDimension!.Value, 1e-12);
        Assert.InRange(bounds.BitsPerDimension!.Value, 7, 12); // uniform noise has 8 bits, and the net knows nothing
        Assert.True(bounds.ElboError > 0 && bounds.ImportanceWeightedError > 0);
    }

    [Fact]
    public void GivenADensity_WhenImagesAreNotDequantized_ThenThereAreNoBitsAndOtherwiseTheyAreThoseOfLevels()
    {
        using var scope = NewDisposeScope();
        using var model = Model(null); // squared error: the Gaussian with σ = √0.156
        var images = Levels();
        Assert.Null(Evidence.Of(model, images, new EvidenceOptions(4)).BitsPerDimension);

        var bounds = Evidence.Of(model, images, new EvidenceOptions(4) { Dequantize = true });
        // σ = 0.395 about a mean near ½, on uniform pixels: log₂ (256 σ √2π) + E(x − ½)²/2σ² log₂ e, and what the code costs.
        var expected = Math.Log2(256 * Math.Sqrt(0.156 * 2 * Math.PI)) + 1.0 / 12 / (2 * 0.156) / Math.Log(2);
        Assert.InRange(bounds.BitsPerDimension!.Value, expected - 0.05, expected + 0.1);
    }

    [Fact]
    public void GivenAnotherPrior_WhenTheEvidenceIsBounded_ThenItChanges()
    {
        using var scope = NewDisposeScope();
        using var model = Model(new DiscretizedLogisticLikelihood());
        var images = Levels();
        using var noGrad = no_grad();
        var codes = model.Posterior(images).Mu;
        var fitted = FullGaussian.Fit(codes, ridge: 1);
        Assert.NotEqual(Evidence.Of(model, images).Elbo, Evidence.Of(model, images, prior: fitted).Elbo);
    }

    [Fact]
    public void GivenImagesThatTheLikelihoodIsNoDistributionOver_WhenAskedFor_ThenTheErrorSaysSo()
    {
        using var scope = NewDisposeScope();
        var images = Levels();
        string Error(Likelihood likelihood, Tensor x, EvidenceOptions? options = null)
        {
            using var model = Model(likelihood);
            return Assert.Throws<ArgumentException>(() => Evidence.Of(model, x, options)).Message;
        }
        Assert.Contains("zeros and ones", Error(new BernoulliLikelihood(), images), StringComparison.Ordinal);
        Assert.Contains("256 levels", Error(new DiscretizedLogisticLikelihood(), images * 0.9), StringComparison.Ordinal);
        Assert.Contains(
            "256 levels", Error(new GaussianLikelihood(), images * 0.9, new EvidenceOptions { Dequantize = true }),
            StringComparison.Ordinal);
        Assert.Contains(
            "is a distribution", Error(new PerceptualLikelihood("pixels", x => x.flatten(1)), images), StringComparison.Ordinal);
        using var training = Model(new GaussianLikelihood());
        training.train();
        Refusal.Of<ArgumentException>(() => Evidence.Of(training, images), "training mode");
        using var binary = Model(new BernoulliLikelihood());
        Assert.InRange(Evidence.Of(binary, images.round(), new EvidenceOptions(4)).BitsPerDimension!.Value, 0.9, 1.3);
    }
}
