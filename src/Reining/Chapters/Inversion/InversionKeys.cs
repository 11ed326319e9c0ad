namespace Reining.Chapters.Inversion;

/// <summary>Keys of the chapter's measurements.</summary>
static class InversionKeys
{
    // Samples.
    public const string SampleDistance = "sample.cfid", ModeDivergence = "mode_kl", TrainingSeconds = "training_seconds";

    // Test digits, inferred and made again.
    public const string Error = "mse", AbsoluteError = "mae", SignalToNoise = "psnr", PermutedError = "permuted.mse",
        MeanImageError = "mean_image.mse", Perceptual = "clpips", Agreement = "class_agreement",
        ReconstructionDistance = "reconstruction.cfid", EncodeMilliseconds = "encode_ms";

    // Codes.
    public const string Residual = "loop_residual", Discrepancy = "mmd", DiscrepancyP = "mmd.p", EditConsistency = "lec",
        CodeDistance = "nscd", DrawnCodeDistance = "nscd.drawn";

    // What is read off codes, the discriminator's features, and pixels.
    public const string Probe = "probe", FewProbe = "probe.few", Nearest = "nearest", FeatureProbe = "features.probe",
        PixelProbe = "pixels.probe", FewPixelProbe = "pixels.probe.few", PixelNearest = "pixels.nearest";

    // What codes, those of nets that learned nothing, and as many principal components of pixels say of what a picture was made from: mean
    // R² of a linear map.
    public const string Factors = "factors.r2", UntrainedFactors = "untrained.factors.r2", ComponentFactors = "components.factors.r2";

    // Search from the inferred, the mean and a random code: KEY.START.STEPS.
    public const string Search = "search", FromInferred = "inferred", FromMean = "mean", FromRandom = "random";

    // Midpoints of pairs: probability of the likeliest class, and cFID.
    public const string CodeMidpoint = "midpoint.code", PixelMidpoint = "midpoint.pixel", ReconstructionConfidence = "midpoint.ends",
        CodeMidpointDistance = "midpoint.code.cfid", PixelMidpointDistance = "midpoint.pixel.cfid";

    // Filling a hole: PSNR inside it and accuracy of the filled digit, KEY.WAY.
    public const string HoleNoise = "hole.psnr", HoleAccuracy = "hole.accuracy", Masked = "masked", MeanFill = "mean",
        Inferred = "inferred", InferredSearch = "inferred_search", RandomSearch = "random_search", Unmasked = "unmasked";

    // Accuracy of a classifier with few labels, without and with made images; share of variants that were kept.
    public const string Unaugmented = "augmentation.none", Augmented = "augmentation.made", KeptVariants = "augmentation.kept";

    // With few labels: accuracy on test digits, and of images made for a class.
    public const string ClassAccuracy = "classes.accuracy", MadeAccuracy = "classes.made_accuracy";

    // Images of three digits: modes that show, their divergence from uniform, share of images that are sure; of real ones too.
    public const string Modes = "modes", StackedDivergence = "modes.kl", Confident = "modes.confident", RealModes = "real.modes",
        RealStackedDivergence = "real.modes.kl", RealConfident = "real.modes.confident", GatedModes = "modes.gated";

    // Digits made again of tiles: the jump across the lines where tiles end, also where they lie side by side, and of real digits.
    public const string Seams = "seams", TilesApartSeams = "apart.seams", TilesApartError = "apart.mse", RealSeams = "real.seams";

    public const string RerunEqual = "rerun_equal";

    public static string SearchKey(string start, int steps) => FormattableString.Invariant($"{Search}.{start}.{steps}");
}
