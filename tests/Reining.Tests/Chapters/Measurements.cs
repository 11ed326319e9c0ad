using Reining.Chapters.Rae;

namespace Reining.Tests.Chapters;

/// <summary>Measurements made by hand: a world in which every relation of the chapter but R10 holds with room to spare.</summary>
static class Measurements
{
    public static Dictionary<string, RaeMeasurement> Good(ulong seed = 1) => new[]
    {
        Of("VAE", seed, reconstruction: 18, normal: 20, gaussian: 19, mixture: 16, interpolation: 15, squared: 30),
        Of("CV-VAE", seed, reconstruction: 13, normal: 80, gaussian: 35, mixture: 15, interpolation: 25, squared: 25),
        Of("WAE", seed, reconstruction: 12, normal: 21, gaussian: 20, mixture: 11, interpolation: 14, squared: 24),
        Of("2sVAE", seed, reconstruction: 22, interpolation: 18, squared: 35, second: 19),
        Of("AE", seed, reconstruction: 10, normal: 90, gaussian: 50, mixture: 10, interpolation: 12, squared: 20),
        Of("RAE", seed, reconstruction: 10, normal: 80, gaussian: 25, mixture: 10, interpolation: 12, squared: 21),
        Of("RAE-L2", seed, reconstruction: 9, normal: 80, gaussian: 26, mixture: 11, interpolation: 12, squared: 22),
        Of("RAE-GP", seed, reconstruction: 9, normal: 80, gaussian: 27, mixture: 12, interpolation: 12, squared: 22),
        Of("RAE-SN", seed, reconstruction: 9, normal: 80, gaussian: 28, mixture: 13, interpolation: 12, squared: 22),
    }.ToDictionary(m => m.Model);

    /// <summary>A measurement; kinds that are not given are not measured.</summary>
    public static RaeMeasurement Of(string model, ulong seed, double reconstruction, double interpolation, double squared, double? normal = null, double? gaussian = null, double? mixture = null, double? second = null) =>
        new(model, seed, BestEpoch: 5, squared, new (string Kind, double? Value)[]
        {
            (RaeImages.Reconstruction, reconstruction), (RaeImages.StandardNormal, normal), (RaeImages.Gaussian, gaussian), (RaeImages.ZeroMean, gaussian),
            (RaeImages.Mixture, mixture), (RaeImages.SecondStage, second), (RaeImages.Interpolation, interpolation),
            (RaeImages.Rescaled, second is null ? interpolation : null),
        }.Where(k => k.Value is not null).ToDictionary(k => k.Kind, k => Scores(k.Value!.Value)));

    /// <summary>The same measurement with another distance of one kind of images.</summary>
    public static RaeMeasurement With(this RaeMeasurement measurement, string kind, double distance) =>
        measurement with { Images = measurement.Images.ToDictionary(i => i.Key, i => i.Key == kind ? i.Value with { Frechet = distance } : i.Value) };

    /// <summary>The same measurement with another sharpness of one kind of images.</summary>
    public static RaeMeasurement WithSharpness(this RaeMeasurement measurement, string kind, double sharpness) =>
        measurement with { Images = measurement.Images.ToDictionary(i => i.Key, i => i.Key == kind ? i.Value with { Sharpness = sharpness } : i.Value) };

    public static ImageScores Scores(double frechet) => new(frechet, frechet / 100, Recall: 0.9, Precision: 0.8, Fidelity: 0.7, Coverage: 0.6, Sharpness: 0.5);
}
