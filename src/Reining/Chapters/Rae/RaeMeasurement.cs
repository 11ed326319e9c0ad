using System.Text.Json.Serialization;
using Reining.Numerics;

namespace Reining.Chapters.Rae;

/// <summary>
/// What was measured on one trained model. Distances are on the digit classifier's features, lower is better; they are not FIDs and
/// not comparable with the thesis's numbers, only with one another.
/// </summary>
/// <param name="Model">Model name.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="BestEpoch">Epoch whose weights were kept.</param>
/// <param name="SquaredError">Held-out ‖x − x̂‖², mean over images.</param>
/// <param name="Images">Scores by kind of images, see <see cref="RaeImages"/>.</param>
public sealed record RaeMeasurement(string Model, ulong Seed, long BestEpoch, double SquaredError, IReadOnlyDictionary<string, ImageScores> Images)
{
    /// <summary>Scores of the thesis's column "N": N(0, I) for VAE and WAE, the second stage for 2sVAE, the fitted Gaussian for the others.</summary>
    [JsonIgnore]
    public ImageScores AssumedPrior => Images[RaeModel.Named(Model).AssumedPrior];

    /// <summary>Fréchet distance of a kind of images.</summary>
    /// <exception cref="KeyNotFoundException">The profile does not measure it.</exception>
    public double Distance(string kind) => Images.TryGetValue(kind, out var scores) ? scores.Frechet
        : throw new KeyNotFoundException($"{Model}: expected one of {string.Join(", ", Images.Keys)}, got '{kind}', which this profile does not measure.");

    /// <summary>Whether a kind of images was measured.</summary>
    public bool Has(string kind) => Images.ContainsKey(kind);

    /// <summary>The median of every number over seeds of one model.</summary>
    /// <param name="seeds">At least one measurement, all of one model and the same kinds.</param>
    public static RaeMeasurement Median(IReadOnlyCollection<RaeMeasurement> seeds)
    {
        var first = seeds.First();
        double Of(Func<RaeMeasurement, double> get) => Statistics.Median(seeds.Select(get));
        return first with
        {
            SquaredError = Of(m => m.SquaredError),
            Images = first.Images.Keys.ToDictionary(k => k, k => new ImageScores(
                Of(m => m.Images[k].Frechet), Of(m => m.Images[k].Kernel), Of(m => m.Images[k].Recall), Of(m => m.Images[k].Precision),
                Of(m => m.Images[k].Fidelity), Of(m => m.Images[k].Coverage), Of(m => m.Images[k].Sharpness))),
        };
    }
}
