using Reining.Data;
using Reining.Metrics;
using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Bench.Frechet;

/// <summary>Fréchet distance of two sets of digits: features of the classifier's net, means and covariances, distance.</summary>
public sealed class FrechetBench : IBench
{
    const int Images = 2000; // in each of the two sets

    public string Name => "frechet";

    public string Description => "Fréchet distance of two sets of 2000 digits, features included.";

    public string Work => $"distances of two sets of {Images} images: features, means and covariances, matrix root";

    public IReadOnlyList<string> PythonScripts => ["nets.py", "frechet.py"];

    public IEnumerable<BenchCase> Cases(BenchOptions options)
    {
        new DataCache(report: Console.Error.WriteLine).Ensure("mnist");
        using var scope = NewDisposeScope();
        using var random = new Generator(Engines.Seed);
        var net = new ClassifierNet(1, 32, width: 16, features: 64, classes: 10, random);
        var digits = Mnist.Load().Test.Take(2 * Images).Images(pad: 2) * 255; // (2n, 1, 32, 32)
        digits.narrow(0, Images, Images).mul_(0.5); // the second set is darker, so that there is a distance
        var arrays =
            Weights.Named(net).Select(w => BenchArray.Of(w.Key, w.Value)).Append(BenchArray.Of("images", digits.to(ScalarType.Byte)));
        yield return new BenchCase(Images, $"2 x {Images} images 1x32x32, 64 features", new BenchInput(options.Place([]), [.. arrays]))
        {
            Label = $"{Images} images"
        };
    }

    public IWorkload Prepare(Side side, BenchInput input)
    {
        var images = (input.Array("images").ToTensor().to(ScalarType.Float32) / 255).to(input.Compute.Device); // (2n, 1, 32, 32)
        var halves = images.chunk(2, 0);
        var weights = input.Arrays.Where(a => a.Name != "images").ToDictionary(a => a.Name, a => a.ToTensor().to(input.Compute.Device));
        if (side == Side.TorchSharp)
            return new Workload(Engines.Plain, () => Distance(Gaussian(halves[0], weights), Gaussian(halves[1], weights)));
        var classifier = ImageClassifier.Of(weights, "the benchmark", input.Compute.Device);
        return new Workload(
            Engines.Ours,
            () =>
                tensor(FrechetDistance.Between(
                    FeatureStatistics.Of(classifier, halves[0]).ToGaussian(), FeatureStatistics.Of(classifier, halves[1]).ToGaussian())));
    }

    static (Tensor Mean, Tensor Covariance) Gaussian(Tensor images, Dictionary<string, Tensor> w)
    {
        var features = cat([.. images.split(500).Select(x => PlainClassifier.Features(w, x))]).to(ScalarType.Float64, CPU); // (n, 64)
        var mean = features.mean([0]);
        var centered = features - mean;
        return (mean, centered.t().mm(centered) / (features.shape[0] - 1));
    }

    static Tensor Distance((Tensor Mean, Tensor Covariance) a, (Tensor Mean, Tensor Covariance) b) =>
        (a.Mean - b.Mean).square().sum() + a.Covariance.trace() + b.Covariance.trace() -
            2 * linalg.svdvals(Root(a.Covariance).mm(Root(b.Covariance))).sum();

    static Tensor Root(Tensor matrix)
    {
        var (values, vectors) = linalg.eigh(matrix);
        return (vectors * values.clamp(min: 0).sqrt()).mm(vectors.t());
    }
}
