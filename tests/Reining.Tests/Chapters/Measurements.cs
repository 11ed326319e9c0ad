using Reining.Chapters;
using Reining.Chapters.Autoencoders;

namespace Reining.Tests.Chapters;

/// <summary>Measurements made by hand: a world in which every relation of the chapter but R10 holds with room to spare.</summary>
static class Measurements
{
    /// <summary>Three seeds of equal numbers: every interval is a point, so that margins can be tested exactly.</summary>
    public static readonly ulong[] Seeds = [1, 2, 3];

    public static IReadOnlyList<Measurement> Good(params IEnumerable<ulong> seeds) => [.. seeds.SelectMany(seed => new[]
    {
        Of("vae", seed, reconstruction: 18, normal: 20, gaussian: 19, mixture: 16, interpolation: 15, squared: 30),
        Of("cv-vae", seed, reconstruction: 13, normal: 80, gaussian: 35, mixture: 15, interpolation: 25, squared: 25),
        Of("wae", seed, reconstruction: 12, normal: 21, gaussian: 20, mixture: 11, interpolation: 14, squared: 24),
        Of("2svae", seed, reconstruction: 22, interpolation: 18, squared: 35, second: 19),
        Of("ae", seed, reconstruction: 10, normal: 90, gaussian: 50, mixture: 10, interpolation: 12, squared: 20),
        Of("rae", seed, reconstruction: 10, normal: 80, gaussian: 25, mixture: 10, interpolation: 12, squared: 21),
        Of("rae-l2", seed, reconstruction: 9, normal: 80, gaussian: 26, mixture: 11, interpolation: 12, squared: 22),
        Of("rae-gp", seed, reconstruction: 9, normal: 80, gaussian: 27, mixture: 12, interpolation: 12, squared: 22),
        Of("rae-sn", seed, reconstruction: 9, normal: 80, gaussian: 28, mixture: 13, interpolation: 12, squared: 22),
    })];

    /// <summary>A measurement; kinds that are not given are not measured.</summary>
    public static Measurement Of(
        string model, ulong seed, double reconstruction, double interpolation, double squared,
        double? normal = null, double? gaussian = null, double? mixture = null, double? second = null)
    {
        var kinds = new (string Kind, double? Value)[]
        {
            (RaeImages.Reconstruction, reconstruction), (RaeImages.StandardNormal, normal), (RaeImages.Gaussian, gaussian),
            (RaeImages.ZeroMean, gaussian),
            (RaeImages.Mixture, mixture), (RaeImages.SecondStage, second), (RaeImages.Interpolation, interpolation),
            (RaeImages.Rescaled, second is null ? interpolation : null),
        };
        return new Measurement(model, seed)
        {
            Data = RaeDataSet.Digits.Id,
            Numbers = new Dictionary<string, double>(
                kinds.Where(k => k.Value is not null).SelectMany(k => Scores(k.Value!.Value).Numbers(k.Kind)))
            {
                [RaeMeasurements.BestEpochKey] = 5,
                [RaeMeasurements.SquaredErrorKey] = squared,
            },
        };
    }

    /// <summary>The same with some model's measurements, in every seed, changed.</summary>
    public static IReadOnlyList<Measurement> Change(
        this IEnumerable<Measurement> all, string model, Func<Measurement, Measurement> change) =>
        [.. all.Select(m => m.Model == model ? change(m) : m)];

    /// <summary>The same measurement with another number.</summary>
    public static Measurement Set(this Measurement measurement, string key, double value) =>
        measurement with { Numbers = new Dictionary<string, double>(measurement.Numbers) { [key] = value } };

    /// <summary>The same measurement with another distance of one kind of images.</summary>
    public static Measurement With(this Measurement measurement, string kind, double distance) =>
        measurement.Set(ImageScores.FrechetKey(kind), distance);

    /// <summary>The same measurement with another sharpness of one kind of images.</summary>
    public static Measurement WithSharpness(this Measurement measurement, string kind, double sharpness) =>
        measurement.Set($"{kind}.sharpness", sharpness);

    static ImageScores Scores(double frechet) =>
        new(frechet, frechet / 100, Recall: 0.9, Precision: 0.8, Fidelity: 0.7, Coverage: 0.6, Sharpness: 0.5);
}
