namespace Reining.Chapters;

/// <summary>How close a set of images is to real ones, on the features of a classifier. None of it is an FID.</summary>
/// <param name="Frechet">Fréchet distance, lower is better.</param>
/// <param name="Kernel">Kernel distance (KID's estimator, may be slightly negative), lower is better.</param>
/// <param name="Recall">F₈ of precision–recall distributions: about recall, 0 to 1.</param>
/// <param name="Precision">F₁⸝₈ of precision–recall distributions: about precision, 0 to 1.</param>
/// <param name="Fidelity">Improved precision (Kynkäänniemi 2019): share of images inside the real manifold.</param>
/// <param name="Coverage">Improved recall: share of real images inside the images' manifold.</param>
/// <param name="Sharpness">High-frequency energy of the images over that of real ones; 1 is as sharp as real.</param>
public sealed record ImageScores(
    double Frechet, double Kernel, double Recall, double Precision, double Fidelity, double Coverage, double Sharpness)
{
    /// <summary>Key of the Fréchet distance of a kind of images.</summary>
    public static string FrechetKey(string kind) => $"{kind}.frechet";

    /// <summary>The scores of a kind of images in a measurement.</summary>
    /// <exception cref="MissingMeasurementException">They were not measured.</exception>
    public static ImageScores Of(Measurement measurement, string kind) => new(
        measurement[FrechetKey(kind)], measurement[$"{kind}.kernel"], measurement[$"{kind}.recall"], measurement[$"{kind}.precision"],
        measurement[$"{kind}.fidelity"], measurement[$"{kind}.coverage"], measurement[$"{kind}.sharpness"]);

    /// <summary>The scores as numbers of a measurement.</summary>
    /// <param name="kind">Identifier of the kind of images, before each key.</param>
    public IEnumerable<KeyValuePair<string, double>> Numbers(string kind) =>
    [
        new(FrechetKey(kind), Frechet), new($"{kind}.kernel", Kernel), new($"{kind}.recall", Recall), new($"{kind}.precision", Precision),
        new($"{kind}.fidelity", Fidelity), new($"{kind}.coverage", Coverage), new($"{kind}.sharpness", Sharpness),
    ];
}
