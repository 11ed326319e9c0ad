using Reining.Training;

namespace Reining.Chapters.Inversion;

/// <summary>
/// Comparisons at equal computation: what a rival is worth at the processor seconds at which the method's training ended, on the rival's
/// curve. For an encoder that was fitted to a GAN afterwards the GAN's seconds are counted.
/// </summary>
static class EqualCompute
{
    /// <summary>Processor seconds at a point of a curve, and the axis of curves.</summary>
    public const string Seconds = "curve.seconds", Iterations = "iterations";

    /// <summary>A number on a curve.</summary>
    public static string Key(string key) => $"curve.{key}";

    /// <summary>The number at the end of a model's training.</summary>
    public static double End(SeedView view, string model, string arm, string key) => Points(view, model, arm)[^1][Key(key)];

    /// <summary>A rival's number at the processor seconds at which another model's training ended.</summary>
    /// <exception cref="MissingMeasurementException">There is no curve, or the rival's ends before.</exception>
    public static double Rival(SeedView view, string rival, string model, string arm, string key) =>
        At(Points(view, rival, arm), Points(view, model, arm)[^1][Seconds], key);

    /// <summary>
    /// A number of a curve at given seconds, on the line between two points; before the first point that point's, which favors the curve.
    /// </summary>
    /// <param name="points">The curve, by time.</param>
    /// <param name="seconds">Processor seconds.</param>
    /// <param name="key">Of the number, without the curve's prefix.</param>
    /// <exception cref="MissingMeasurementException">The curve ends before.</exception>
    public static double At(IReadOnlyList<Measurement> points, double seconds, string key)
    {
        if (points[^1][Seconds] < seconds)
            throw new MissingMeasurementException(points[^1].Name, FormattableString.Invariant(
                $"{Key(key)} at {seconds:0} processor seconds; its training took {points[^1][Seconds]:0}"));
        var after = points.First(p => p[Seconds] >= seconds);
        if (ReferenceEquals(after, points[0]))
            return after[Key(key)];
        var before = points.Last(p => p[Seconds] < seconds);
        var share = (seconds - before[Seconds]) / (after[Seconds] - before[Seconds]);
        return before[Key(key)] + share * (after[Key(key)] - before[Key(key)]);
    }

    /// <summary>Iterations of a curve at given seconds.</summary>
    public static double IterationsAt(IReadOnlyList<Measurement> points, double seconds) => At(
        [
            .. points.Select(p => p with
            {
                Numbers = new Dictionary<string, double> { [Seconds] = p[Seconds], [Key(Iterations)] = p.Axis!.Value },
            }),
        ],
        seconds, Iterations);

    /// <summary>The points of a curve as measurements.</summary>
    /// <param name="measured">Model, arm, data and seed.</param>
    /// <param name="curve">The curve; null for none.</param>
    /// <param name="before">Processor seconds before its training, of what it builds on.</param>
    public static IEnumerable<Measurement> Points(Measurement measured, TrainingCurve? curve, double before = 0) =>
        curve is null ? [] : curve.Points.Select(point => measured with
        {
            Axis = new(Iterations, point.Key),
            Numbers = new Dictionary<string, double>(point.Value.Numbers.Select(n => KeyValuePair.Create(Key(n.Key), n.Value)))
            {
                [Seconds] = before + point.Value.Seconds,
            },
        });

    // Only points have seconds on a curve: a model without a curve has none, and its missing number says so.
    static IReadOnlyList<Measurement> Points(SeedView view, string model, string arm)
    {
        var all = view.Along(model, arm);
        var points = all.Where(m => m.Has(Seconds)).ToList();
        return points.Count > 0 ? points : throw new MissingMeasurementException(all[0].Name, Seconds);
    }
}
