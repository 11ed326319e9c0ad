namespace Reining.Chapters.Autoencoders;

/// <summary>
/// The chapter's view of its measurements. Distances are on the digit classifier's features, lower is better; they are not FIDs and not
/// comparable with the thesis's numbers, only with one another.
/// </summary>
public static class RaeMeasurements
{
    internal const string SquaredErrorKey = "squared_error", BestEpochKey = "best_epoch";

    /// <summary>Fréchet distance of a kind of images, see <see cref="RaeImages"/>.</summary>
    /// <exception cref="MissingMeasurementException">The profile does not measure it.</exception>
    public static double Distance(this Measurement m, string kind) => m[ImageScores.FrechetKey(kind)];

    /// <summary>Whether a kind of images was measured.</summary>
    public static bool HasImages(this Measurement m, string kind) => m.Has(ImageScores.FrechetKey(kind));

    /// <summary>Held-out ‖x − x̂‖², mean over images.</summary>
    public static double SquaredError(this Measurement m) => m[SquaredErrorKey];

    /// <summary>
    /// Distance of the thesis's column "N": N(0, I) for VAE and WAE, the second stage for 2sVAE, the fitted Gaussian for the others.
    /// </summary>
    public static double AssumedPrior(this Measurement m) => m.Distance(RaeModel.Named(m.Model).AssumedPrior);

    /// <summary>Distance of samples of the mixture.</summary>
    public static double Mixture(this Measurement m) => m.Distance(RaeImages.Mixture);

    /// <summary>The lowest distance with a fitted prior.</summary>
    public static double BestPrior(this Measurement m) => RaeImages.Fitted.Where(m.HasImages).Min(m.Distance);

    /// <summary>How many times as far the assumed prior is as the mixture.</summary>
    public static double Gain(this Measurement m) => m.AssumedPrior() / m.Mixture();

    /// <summary>How far the sharpness of a kind of images is from that of real digits.</summary>
    public static double Blur(this Measurement m, string kind) => Math.Abs(1 - m[$"{kind}.sharpness"]);
}
