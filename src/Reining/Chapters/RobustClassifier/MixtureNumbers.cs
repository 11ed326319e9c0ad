using Reining.Attacks;
using Reining.Models;
using Reining.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>What is measured of a mixture's model besides its decisions (fact sheet robust-gmvae.md §2.3, §5.2, C5).</summary>
static class MixtureNumbers
{
    internal static IEnumerable<KeyValuePair<string, double>> Of(
        GaussianMixtureVae model, SelectiveClassifier classifier, RobustData data, ulong seed)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = RobustData.Tensors(data.Test);
        var (_, joint, _) = classifier.Judge(images);
        var (squared, errors) = DistancesAndErrors(model, images);
        var (encoder, decoder) = (classifier.Thresholds.select(0, 0), classifier.Thresholds.select(0, 1)); // (K,) each
        yield return new(RobustKeys.Radius, squared.amin([1]).sqrt().mean().ToDouble());
        yield return new(RobustKeys.Reconstruction, errors.mean().ToDouble());
        yield return new(RobustKeys.EncoderThreshold, encoder.mean().ToDouble());
        yield return new(RobustKeys.DecoderThreshold, decoder.max().ToDouble());
        yield return new(RobustKeys.DecodedGap, DecodedGap(model));
        var own = new AttackedModel(x => model.Scores(x, 1 / (2 * model.Settings.ComponentVariance)));
        yield return new(RobustKeys.ZeroGradient, ZeroGradientShare(own, AttackLoss.CrossEntropy, data));
        yield return new(RobustKeys.MarginZeroGradient, ZeroGradientShare(own, AttackLoss.Margin, data));
        yield return new(RobustKeys.NearestIsLikeliest, NearestIsLikeliest(model, squared));
        yield return new(RobustKeys.DivergenceError, DivergenceError(model, images.narrow(0, 0, 1), seed));
        var rejected = (joint > 1).nonzero().flatten();
        if (rejected.shape[0] > 0)
        {
            var reclassifier = new Reclassifier(model, model.Settings.ClusterWeight);
            var (classes, _) = reclassifier.Classify(images.index_select(0, rejected), encoder);
            yield return new(
                RobustKeys.CleanReclassified, (classes == labels.index_select(0, rejected)).to(float64).mean().item<double>());
        }
    }

    // One pass: (N, K) and (N,).
    static (Tensor Squared, Tensor Errors) DistancesAndErrors(GaussianMixtureVae model, Tensor images)
    {
        var both = MiniBatches.Map(images, x =>
        {
            var codes = model.Encode(x);
            return cat([model.SquaredDistances(codes), (x - model.Decode(codes)).square().flatten(1).sum(1, keepdim: true).sqrt()], 1);
        });
        return (both.narrow(1, 0, both.shape[1] - 1), both.select(1, -1));
    }

    /// <summary>The smallest distance between the decoded means of two components; C5 asks that it exceeds the decoder's
    /// thresholds.</summary>
    internal static double DecodedGap(GaussianMixtureVae model)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var decoded = model.Decode(nn.functional.pad(model.Means, [0, model.Settings.StyleSize])).flatten(1).to(float64); // (K, P)
        var squared = (decoded.unsqueeze(0) - decoded.unsqueeze(1)).square().sum(2); // (K, K)
        return (squared + diag(full([decoded.shape[0]], double.PositiveInfinity, dtype: float64))).min().sqrt().ToDouble();
    }

    // With the cross-entropy of the mixture's own responsibilities, a softmax of distances over 2σ², nearly all of them.
    static double ZeroGradientShare(AttackedModel own, AttackLoss loss, RobustData data)
    {
        var (images, labels) = RobustData.Tensors(data.Attacked);
        return new FastGradientSign { Loss = loss }
            .Attack(own, images, new Untargeted(labels), new ThreatModel(PerturbationNorm.LInfinity, 0.1)).Cost.WithoutGradient;
    }

    // Densities of the components in full, against the distances that decide.
    static double NearestIsLikeliest(GaussianMixtureVae model, Tensor squaredDistances) // (N, K)
    {
        var (variance, size) = (model.Settings.ComponentVariance, model.Means.shape[1]);
        var squared = squaredDistances.to(float64);
        var densities = -0.5 * (squared / variance + size * Math.Log(2 * Math.PI * variance)) - Math.Log(model.Settings.Classes);
        return (densities.softmax(1).argmax(1) == squared.argmin(1)).to(float64).mean().item<double>();
    }

    // Of a code from its component: KL by its formula less KL by draws, in standard errors of the draws.
    static double DivergenceError(GaussianMixtureVae model, Tensor image, ulong seed)
    {
        const int Draws = 100_000;
        const double Ratio = 2; // variances differ, so that all of the formula counts
        var (variance, code) = (model.Settings.ComponentVariance, model.Encode(image).narrow(1, 0, model.Means.shape[1]).to(float64));
        var noise = Ratio * variance;
        var mean = model.Means.narrow(0, 0, 1).to(float64);
        using var random = new Generator(seed);
        var normal = randn([Draws, code.shape[1]], dtype: float64, generator: random);
        var draws = code + Math.Sqrt(noise) * normal; // (S, d)
        var logRatio = -0.5 * normal.square().sum(1) + 0.5 * (draws - mean).square().sum(1) / variance
            - 0.5 * code.shape[1] * Math.Log(Ratio); // (S,): ln q − ln p
        var exact = GaussianMixtureVae.Divergence((code - mean).square().sum().ToDouble(), code.shape[1], noise, variance);
        return Math.Abs(exact - logRatio.mean().ToDouble()) / (logRatio.std().ToDouble() / Math.Sqrt(Draws));
    }
}
