namespace Reining.Chapters.Inversion;

/// <summary>
/// The chapter's claims I2 to I9 and the relations that they rest on (fact sheet invgan.md §1, §8.4). Against the plain GAN and against
/// what is fitted to it afterwards the verdict is taken at equal processor seconds, on curves; V6b and V7b are at equal iterations.
/// </summary>
public static class InversionClaims
{
    const string Whole = "invgan", Gan = "gan", LongerGan = "gan-longer", Joint = "jlr", Regressor = "gan-latent-regressor",
        RealEncoder = "gan-image-encoder", Head = "gan-feature-head", WithoutMixing = "invgan-without-mixing",
        WithoutDiscrepancy = "invgan-without-mmd", WithoutFeature = "invgan-without-feature-loss", Sheet = "invgan.md §8.4",
        Thesis = "invgan.md §1";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
        [.. Relations(), .. WiderClaims.All, .. LabelClaims.All, .. ModeClaims.All, .. Claims()];

    static IEnumerable<Claim> Relations()
    {
        yield return Of("V1", "Reconstructions are far closer than with codes of other digits",
            new Comparison("MSE", v => v[Whole][InversionKeys.Error], "MSE with permuted codes",
                v => v[Whole][InversionKeys.PermutedError], Margin.AtMost(0.5)));
        yield return Of("V2", "The same ratio is worse for a latent regressor fitted afterwards",
            new Comparison("MSE over MSE with permuted codes, latent regressor", v => ErrorRatio(v[Regressor]), "InvGAN",
                v => ErrorRatio(v[Whole]), Margin.NotBelow(-0.15)));
        yield return Of("V3", "Training together beats the latent regressor: linear probe",
            Higher("linear probe", InversionKeys.Probe, Regressor, 0.05));
        yield return Of("V4", "Training together beats the latent regressor: nearest neighbor",
            Higher("nearest neighbor", InversionKeys.Nearest, Regressor, 0.1));
        yield return Of("V5", "Training together beats the latent regressor: ten labels a class",
            Higher("probe, 10 labels a class", InversionKeys.FewProbe, Regressor, 0.1));
        yield return Of("V6", "Samples are no worse than a plain GAN's at equal computation",
            AtEqualCompute("cFID of samples", InversionKeys.SampleDistance, LongerGan, Margin.AtMost(1.05)));
        yield return Of("V6b", "Samples are no worse than a plain GAN's after as many iterations",
            NoWorse("cFID of samples", InversionKeys.SampleDistance, 1.05));
        yield return Of("V7", "No more classes are missing than from a plain GAN at equal computation",
            AtEqualCompute("KL of classes", InversionKeys.ModeDivergence, LongerGan, Margin.AtMost(1.1)));
        yield return Of("V7b", "No more classes are missing than from a plain GAN after as many iterations",
            NoWorse("KL of classes", InversionKeys.ModeDivergence, 1.1));
        yield return Of("V8", "The whole method beats the naive joint one in reconstruction and probe",
            Lower("MSE", InversionKeys.Error, Joint, 0.8), Higher("linear probe", InversionKeys.Probe, Joint, 0.05));
        yield return Of("V9", "Without the MMD reconstructions are no digits any more",
            new Comparison(
                "cFID of reconstructions without MMD", v => v[WithoutDiscrepancy][InversionKeys.ReconstructionDistance], "InvGAN",
                v => v[Whole][InversionKeys.ReconstructionDistance], Margin.AtLeast(2)));
        yield return Of("V10", "Without the feature loss samples are worse",
            new Comparison("cFID of samples without feature loss", v => v[WithoutFeature][InversionKeys.SampleDistance], "InvGAN",
                v => v[Whole][InversionKeys.SampleDistance], Margin.AtLeast(1.1)));
        yield return Of("V11", "A search from the inferred code is ahead of one from a random code after as many steps",
            [.. new[] { 0, 10, 50 }.Select(steps => new Comparison(
                FormattableString.Invariant($"MSE after {steps} steps from the inferred code"),
                v => v[Whole][InversionKeys.SearchKey(InversionKeys.FromInferred, steps)], "from a random code",
                v => v[Whole][InversionKeys.SearchKey(InversionKeys.FromRandom, steps)], Margin.AtMost(0.8)))]);
        yield return Of("V12", "A hole: inferred code and search, before random code and search, before the inferred code alone",
            Hole("PSNR", InversionKeys.HoleNoise, InversionKeys.InferredSearch, InversionKeys.RandomSearch),
            Hole("PSNR", InversionKeys.HoleNoise, InversionKeys.RandomSearch, InversionKeys.Inferred),
            Hole("recognized", InversionKeys.HoleAccuracy, InversionKeys.InferredSearch, InversionKeys.MeanFill));
        yield return Of("V13", "Reconstructions mostly keep their class",
            Comparison.With("same class", v => v[Whole][InversionKeys.Agreement], 0.55, Margin.NotBelow()));
        yield return Of("V14", "The loop closes on drawn codes",
            Comparison.With("loop residual", v => v[Whole][InversionKeys.Residual], 0.15, Margin.NotAbove()));
        yield return Of("V15", "Training together is no worse than an encoder fitted afterwards on real images",
            AtEqualCompute("MSE", InversionKeys.Error, RealEncoder, Margin.AtMost()),
            AtEqualCompute("linear probe", InversionKeys.Probe, RealEncoder, Margin.NotBelow()),
            AtEqualCompute("cFID of reconstructions", InversionKeys.ReconstructionDistance, RealEncoder, Margin.AtMost()));
        yield return Of("V16", "Mixing improves reconstructions",
            Lower("cFID of reconstructions", InversionKeys.ReconstructionDistance, WithoutMixing, 1));
        yield return Conjunction("V17", "Interpolation and augmentation gain by codes", "I5b", "I5c") with { Source = Sheet };
        yield return Of("V18", "A second run has the same bits", Comparison.Exact(
            "all weights after 20 steps on one thread", v => v[Whole][InversionKeys.RerunEqual] == 1));
    }

    static IEnumerable<Claim> Claims()
    {
        yield return Conjunction("I2", "The discriminator itself is the inference network", "V1", "V13", "V14");
        yield return Of("I3", "Training together ends in a better model than fitting an encoder to a finished generator",
            [.. new[] { Regressor, RealEncoder, Head }.SelectMany(rival => new[]
            {
                AtEqualCompute("MSE", InversionKeys.Error, rival, Margin.AtMost()),
                AtEqualCompute("same class", InversionKeys.Agreement, rival, Margin.NotBelow()),
                AtEqualCompute("linear probe", InversionKeys.Probe, rival, Margin.NotBelow()),
            })]) with
        { Source = Thesis };
        yield return Conjunction("I4", "It depends neither on the nets nor on the data", "W1", "W2", "W3", "W4");
        yield return Conjunction("I5", "It serves inpainting, merging, interpolation and augmentation", "V12", "I5b", "I5c");
        yield return Of("I5b", "Midpoints of codes look more like digits than midpoints of pixels",
            new Comparison("cFID of midpoints of codes", v => v[Whole][InversionKeys.CodeMidpointDistance], "of pixels",
                v => v[Whole][InversionKeys.PixelMidpointDistance], Margin.AtMost())) with
        { Source = Thesis };
        yield return Of("I5c", "Images made again augment a classifier's training",
            new Comparison("accuracy, 10 labels a class, with made images", v => v[Whole][InversionKeys.Augmented], "without",
                v => v[Whole][InversionKeys.Unaugmented], Margin.NotBelow())) with
        { Source = Thesis };
        yield return Of("I6", "Its codes serve classification: with few labels they are better than pixels",
            new Comparison("probe of codes, 10 labels a class", v => v[Whole][InversionKeys.FewProbe], "of pixels",
                v => v[Whole][InversionKeys.FewPixelProbe], Margin.NotBelow())) with
        { Source = Thesis };
        yield return Conjunction("I7", "Closing the loop helps both directions, with few labels too", "V3", "V6", "V8", "S1", "S4", "S5");
        yield return Conjunction("I8", "Larger images are made by tiles", "E10", "E10b");
        yield return Of("I9", "One pass replaces hundreds of gradient steps",
            new Comparison("MSE of the inferred code", v => v[Whole][InversionKeys.SearchKey(InversionKeys.FromInferred, 0)],
                "of a random code after 200 steps", v => v[Whole][InversionKeys.SearchKey(InversionKeys.FromRandom, 200)],
                Margin.AtMost())) with
        { Source = Thesis };
    }

    static Claim Of(string id, string statement, params IReadOnlyList<Comparison> comparisons) =>
        new($"invgan/{id}", statement, Sheet) { Comparisons = comparisons };

    static Claim Conjunction(string id, string statement, params string[] parts) =>
        new($"invgan/{id}", statement, Thesis) { Parts = [.. parts.Select(p => $"invgan/{p}")] };

    static Comparison AtEqualCompute(string what, string key, string rival, Margin margin) => new(
        what, v => EqualCompute.End(v, Whole, "", key), $"{rival} at equal processor seconds",
        v => EqualCompute.Rival(v, rival, Whole, "", key), margin);

    static Comparison NoWorse(string what, string key, double factor) =>
        new(what, v => v[Whole][key], Gan, v => v[Gan][key], Margin.AtMost(factor));

    static Comparison Lower(string what, string key, string rival, double factor) =>
        new(what, v => v[Whole][key], rival, v => v[rival][key], Margin.AtMost(factor));

    static Comparison Higher(string what, string key, string rival, double gap) =>
        new(what, v => v[Whole][key], rival, v => v[rival][key], Margin.NotBelow(-gap));

    static Comparison Hole(string what, string key, string better, string worse) =>
        new($"{what}, {better}", v => v[Whole][$"{key}.{better}"], worse, v => v[Whole][$"{key}.{worse}"], Margin.NotBelow());

    static double ErrorRatio(Measurement m) => m[InversionKeys.Error] / m[InversionKeys.PermutedError];
}
