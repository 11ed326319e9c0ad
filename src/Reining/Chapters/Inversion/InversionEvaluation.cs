using System.Diagnostics;
using Reining.Display;
using Reining.Metrics;
using Reining.Numerics;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>
/// Measures a system on test digits (fact sheet invgan.md §6; anchors: perceptual distance, edit consistency, code distance).
/// </summary>
/// <param name="profile">Sizes.</param>
/// <param name="data">The digits.</param>
/// <param name="seed">Of all draws.</param>
/// <param name="say">Told what is being measured.</param>
public sealed class InversionEvaluation(InversionProfile profile, InversionData data, ulong seed, Action<string> say)
{
    const int Classes = InversionData.Classes, FewLabels = 10, FewDraws = 5;
    const double FewRidge = 1e-2;

    // Of a point of a curve: codes that its probe is fitted to, and what it keeps of reconstructions.
    const int PointCodes = 5_000;
    static readonly string[] PointKeys = [InversionKeys.Error, InversionKeys.Agreement, InversionKeys.ReconstructionDistance];

    /// <summary>Numbers of samples: how close to digits they are, and whether classes are missing.</summary>
    public IEnumerable<KeyValuePair<string, double>> Samples(InversionSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        say("samples");
        using var scope = NewDisposeScope();
        var images = system.ImagesOf(Drawn(system, profile.Samples)); // (n, C, S, S)
        KeyValuePair<string, double> distance = new(InversionKeys.SampleDistance, data.Distance(images));
        return data.HasClasses ? [distance, new(InversionKeys.ModeDivergence, ModeDivergence(Predicted(images).Longs()))] : [distance];
    }

    /// <summary>Numbers of reconstructions of test images, and of the codes between.</summary>
    /// <param name="system">The system.</param>
    /// <param name="untrained">Its nets before they learned anything; asked for where it is known what images were made from.</param>
    public IEnumerable<KeyValuePair<string, double>> Inversions(InversionSystem system, InversionSystem? untrained = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        using var scope = NewDisposeScope();
        var codes = system.CodesOf(data.Test.Images()); // (n, d)
        return
        [
            .. Reconstructions(system), .. OfCodes(system, codes),
            .. data.HasClasses ? Probes(system, codes, data.Test.Labels()) : Factors(system, codes, untrained),
        ];
    }

    /// <summary>Numbers of reconstructions of test digits.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Reconstructions(InversionSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        say("reconstructions");
        using var scope = NewDisposeScope();
        var (images, labels) = (data.Test.Images(), data.Test.Labels());
        var clock = Stopwatch.StartNew();
        var codes = system.CodesOf(images); // (n, d)
        var milliseconds = clock.Elapsed.TotalMilliseconds / images.shape[0];
        var again = system.ImagesOf(codes);
        using var random = RandomStream.Generator(seed, RandomPurpose.Sampling, 1);
        var permuted = system.ImagesOf(codes.index_select(0, randperm(images.shape[0], generator: random)));
        var mean = data.Train.Images().mean([0], keepdim: true).expand_as(images);
        var error = Error(images, again);
        return
        [
            new(InversionKeys.Error, error),
            new(InversionKeys.AbsoluteError, (images - again).abs().mean().ToDouble()),
            new(InversionKeys.SignalToNoise, -10 * Math.Log10(error)),
            new(InversionKeys.PermutedError, Error(images, permuted)),
            new(InversionKeys.MeanImageError, Error(images, mean)),
            new(InversionKeys.ReconstructionDistance, data.Distance(again)),
            new(InversionKeys.EncodeMilliseconds, milliseconds),
            .. data.HasClasses ? OfClasses() : [],
        ];

        IEnumerable<KeyValuePair<string, double>> OfClasses() =>
        [
            new(InversionKeys.Perceptual, PerceptualDistance.Between(data.Classifier, images, again)),
            new(InversionKeys.Agreement, Agreement(again, labels)),
        ];
    }

    /// <summary>Share of images (N, 1, 28, 28) that the classifier reads as what they were (N,).</summary>
    internal double Agreement(Tensor images, Tensor labels) => (Predicted(images) == labels).to(float64).mean().item<double>();

    /// <summary>What a point of a curve says: few of the numbers above, and a probe on the codes of fewer digits.</summary>
    /// <param name="system">As it is now.</param>
    /// <param name="samples">Whether its samples change while it is trained.</param>
    public Dictionary<string, double> Point(InversionSystem system, bool samples)
    {
        ArgumentNullException.ThrowIfNull(system);
        using var scope = NewDisposeScope();
        var numbers = new Dictionary<string, double>(samples ? Samples(system) : []);
        if (system.Infer is null)
            return numbers;
        foreach (var (key, value) in Reconstructions(system).Where(n => PointKeys.Contains(n.Key)))
            numbers.Add(key, value);
        if (!data.HasClasses)
            return numbers;
        var some = data.Train.Take(Math.Min(PointCodes, data.Train.Count));
        numbers.Add(InversionKeys.Probe, Probe(
            system.CodesOf(some.Images()), some.Labels(), system.CodesOf(data.Test.Images()), data.Test.Labels()));
        return numbers;
    }

    IEnumerable<KeyValuePair<string, double>> OfCodes(InversionSystem system, Tensor codes)
    {
        say("codes");
        using var scope = NewDisposeScope();
        var count = codes.shape[0];
        var drawn = Drawn(system, count); // (n, d)
        var spread = drawn.var(0, unbiased: false).mean().ToDouble();
        var loop = system.CodesOf(system.ImagesOf(drawn));
        var tested = Math.Min(profile.TestedCodes, count);
        var test = MmdTest.Between(codes.narrow(0, 0, tested), drawn.narrow(0, 0, tested), seed);
        // An edit: half of the way to another image's code, and back again after the image was inferred anew.
        var edit = 0.5 * (codes.roll(1, 0) - codes);
        var back = system.CodesOf(system.ImagesOf(codes + edit)) - edit;
        yield return new(InversionKeys.Residual, (loop - drawn).square().mean().ToDouble() / spread);
        yield return new(InversionKeys.Discrepancy, test.Value);
        yield return new(InversionKeys.DiscrepancyP, test.PValue);
        yield return new(InversionKeys.EditConsistency, (back - codes).square().mean().ToDouble() / spread);
        yield return new(InversionKeys.CodeDistance, NearestCosine(codes, drawn));
        yield return new(InversionKeys.DrawnCodeDistance, NearestCosine(Drawn(system, count, stream: 2), drawn));
    }

    // Mean over codes of the cosine distance to the nearest drawn code, all standardized by the drawn ones.
    static double NearestCosine(Tensor codes, Tensor drawn)
    {
        using var scope = NewDisposeScope();
        var (mean, scale) = (drawn.mean([0]), drawn.std(0, unbiased: false).clamp_min(1e-6));
        Tensor Unit(Tensor c)
        {
            var standard = (c - mean) / scale;
            return standard / standard.square().sum(dim: 1, keepdim: true).sqrt().clamp_min(1e-8);
        }
        var units = Unit(drawn).t(); // (d, n)
        return MiniBatches.Map(Unit(codes), piece => 1 - piece.mm(units).max(1).values).mean().ToDouble();
    }

    IEnumerable<KeyValuePair<string, double>> Probes(InversionSystem system, Tensor codes, Tensor labels)
    {
        say("probes");
        using var scope = NewDisposeScope();
        var (images, known) = (data.Train.Images(), data.Train.Labels());
        var own = system.CodesOf(images);
        yield return new(InversionKeys.Probe, Probe(own, known, codes, labels));
        yield return new(InversionKeys.FewProbe, FewProbe(own, known, codes, labels));
        yield return new(InversionKeys.Nearest, NearestNeighbor.Accuracy(own, known, codes, labels));
        if (system.Features is { } features)
        {
            yield return new(InversionKeys.FeatureProbe, Probe(
                MiniBatches.Map(images, features), known, MiniBatches.Map(data.Test.Images(), features), labels));
        }
    }

    // What codes say of what images were made from, where that is known; those of the untrained nets; principal components of pixels.
    IEnumerable<KeyValuePair<string, double>> Factors(InversionSystem system, Tensor codes, InversionSystem? untrained)
    {
        if (data.Factors is not { } factors || untrained is null)
            yield break;
        say("factors");
        using var scope = NewDisposeScope();
        var (train, test) = (data.Train.Images(), data.Test.Images());
        double Explained(Tensor known, Tensor unknown) => LinearReadout.Explained(known, factors.Train, unknown, factors.Test).Average();
        yield return new(InversionKeys.Factors, Explained(system.CodesOf(train), codes));
        yield return new(InversionKeys.UntrainedFactors, Explained(untrained.CodesOf(train), untrained.CodesOf(test)));
        var (pixels, unseen) = (train.flatten(1), test.flatten(1));
        var axes = PrincipalAxes.Of(pixels);
        var kept = axes.Directions.narrow(0, 0, codes.shape[1]).t(); // (p, d)
        yield return new(InversionKeys.ComponentFactors, Explained((pixels - axes.Mean).mm(kept), (unseen - axes.Mean).mm(kept)));
    }

    /// <summary>The same probes on raw pixels.</summary>
    public IEnumerable<KeyValuePair<string, double>> PixelProbes()
    {
        say("probes of pixels");
        using var scope = NewDisposeScope();
        var (train, known, test, labels) =
            (data.Train.Images().flatten(1), data.Train.Labels(), data.Test.Images().flatten(1), data.Test.Labels());
        return
        [
            new(InversionKeys.PixelProbe, Probe(train, known, test, labels)),
            new(InversionKeys.FewPixelProbe, FewProbe(train, known, test, labels)),
        ];
    }

    /// <summary>How far gradient steps on a code get, from the inferred, the mean and a random one.</summary>
    public IEnumerable<KeyValuePair<string, double>> Searches(InversionSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        say("search of codes");
        using var scope = NewDisposeScope();
        var images = Few();
        var (numbers, search) = (new List<KeyValuePair<string, double>>(), new LatentSearch(system.Make));
        foreach (var (start, codes) in Starts(system, images))
        {
            foreach (var (steps, found) in profile.SearchSteps.Zip(search.Run(images, codes, profile.SearchSteps)))
                numbers.Add(new(InversionKeys.SearchKey(start, steps), Error(images, system.ImagesOf(found))));
        }
        return numbers;
    }

    IEnumerable<(string Start, Tensor Codes)> Starts(InversionSystem system, Tensor images)
    {
        var drawn = Drawn(system, images.shape[0], stream: 3);
        yield return (InversionKeys.FromInferred, system.CodesOf(images));
        yield return (InversionKeys.FromMean, drawn.mean([0], keepdim: true).expand_as(drawn).contiguous());
        yield return (InversionKeys.FromRandom, drawn);
    }

    /// <summary>Midpoints of pairs of test digits, in codes and in pixels.</summary>
    public IEnumerable<KeyValuePair<string, double>> Midpoints(InversionSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        say("midpoints");
        using var scope = NewDisposeScope();
        var images = data.Test.Images();
        var (codes, others) = (system.CodesOf(images), images.roll(1, 0));
        var between = system.ImagesOf(Interpolation.Linear(codes, codes.roll(1, 0)));
        var blended = (images + others) / 2;
        double Confidence(Tensor x) => MiniBatches.Map(x, p => data.Classifier.Logits(p).softmax(1).max(1).values).mean().ToDouble();
        return
        [
            new(InversionKeys.CodeMidpoint, Confidence(between)), new(InversionKeys.PixelMidpoint, Confidence(blended)),
            new(InversionKeys.ReconstructionConfidence, Confidence(system.ImagesOf(codes))),
            new(InversionKeys.CodeMidpointDistance, data.Distance(between)),
            new(InversionKeys.PixelMidpointDistance, data.Distance(blended)),
        ];
    }

    /// <summary>Digits with a square hole, filled in several ways.</summary>
    public IEnumerable<KeyValuePair<string, double>> Holes(InversionSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        say("holes");
        using var scope = NewDisposeScope();
        var images = Few();
        var labels = data.Test.Labels().narrow(0, 0, images.shape[0]);
        var filled = new HoleFilling(system, profile.SearchSteps[^1]).Fill(images, Drawn(system, images.shape[0], stream: 4));
        filled[InversionKeys.MeanFill] = HoleFilling.Pasted(images, data.Train.Images().mean([0], keepdim: true).expand_as(images));
        filled[InversionKeys.Unmasked] = HoleFilling.Pasted(images, system.Reconstruct(images));
        var numbers = new List<KeyValuePair<string, double>>();
        foreach (var (way, pictures) in filled)
        {
            var error = HoleFilling.ErrorInside(images, pictures);
            numbers.Add(new($"{InversionKeys.HoleNoise}.{way}", -10 * Math.Log10(error)));
            numbers.Add(new($"{InversionKeys.HoleAccuracy}.{way}", data.Classifier.Accuracy(pictures, labels)));
        }
        return numbers;
    }

    Tensor Few() => data.Test.Take(Math.Min(profile.SearchedImages, data.Test.Count)).Images();

    Tensor Drawn(InversionSystem system, long count, int stream = 0) =>
        system.DrawCodes(count, RandomStream.Seed(seed, RandomPurpose.Sampling, 10 + stream));

    Tensor Predicted(Tensor images) => MiniBatches.Map(images, piece => data.Classifier.Logits(piece).argmax(1)); // (n,)

    /// <summary>Mean squared difference of images.</summary>
    internal static double Error(Tensor images, Tensor others) => (images.to(float64) - others.to(float64)).square().mean().item<double>();

    /// <summary>KL divergence of a class histogram from the uniform one, nats; ln 10 if one class is all there is.</summary>
    internal static double ModeDivergence(IReadOnlyCollection<long> classes) => classes.CountBy(c => c)
        .Sum(c => (double)c.Value / classes.Count * Math.Log((double)c.Value / classes.Count * Classes));

    static double Probe(Tensor codes, Tensor labels, Tensor test, Tensor testLabels, double ridge = 1e-3)
    {
        NotebookCell.Token.ThrowIfCancellationRequested();
        using var probe = LinearProbe.Fit(codes, labels, Classes, ridge);
        return probe.Accuracy(test, testLabels);
    }

    // With ten labels a class: the mean over draws of which ones.
    double FewProbe(Tensor codes, Tensor labels, Tensor test, Tensor testLabels)
    {
        var all = labels.Longs();
        return Enumerable.Range(0, FewDraws).Average(draw =>
        {
            using var scope = NewDisposeScope();
            var order = Data.Permutation.Of(all.Length, RandomStream.Seed(seed, RandomPurpose.Sampling, 5), draw);
            var chosen = tensor([.. order.GroupBy(i => all[i]).SelectMany(g => g.Take(FewLabels)).Select(i => (long)i)]);
            return Probe(codes.index_select(0, chosen), labels.index_select(0, chosen), test, testLabels, FewRidge);
        });
    }
}
