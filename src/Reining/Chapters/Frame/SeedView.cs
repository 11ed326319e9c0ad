namespace Reining.Chapters;

/// <summary>The measurements of one seed, as a comparison reads them.</summary>
public sealed class SeedView
{
    readonly Func<MeasurementName, IEnumerable<Measurement>> _find;

    /// <param name="seed">The seed.</param>
    /// <param name="measurements">Of any seeds.</param>
    public SeedView(ulong seed, IReadOnlyCollection<Measurement> measurements)
    {
        _find = name =>
            measurements.Where(
                m => m.Seed == seed && m.Model == name.Model && m.Arm == name.Arm && (name.Data is null || m.Data == name.Data));
    }

    SeedView(Func<MeasurementName, IEnumerable<Measurement>> find) => _find = find;

    /// <summary>The measurement of a model.</summary>
    /// <param name="model">Identifier of the model.</param>
    /// <param name="arm">Identifier of the arm.</param>
    /// <param name="axis">Value on the experiment's axis; null where there is none.</param>
    /// <param name="data">Identifier of the data set; null for any.</param>
    /// <exception cref="MissingMeasurementException">It was not measured with this seed.</exception>
    public Measurement this[string model, string arm = "", double? axis = null, string? data = null] =>
        _find(new(model, arm, data)).FirstOrDefault(m => m.Axis is null || m.Axis.Value == axis)
            ?? throw new MissingMeasurementException(Measurement.NameOf(model, arm, axis));

    /// <summary>The measurements along a model's axis, by its values.</summary>
    /// <param name="model">Identifier of the model.</param>
    /// <param name="arm">Identifier of the arm.</param>
    /// <exception cref="MissingMeasurementException">There is none with this seed.</exception>
    public IReadOnlyList<Measurement> Along(string model, string arm) =>
        _find(new(model, arm, null)).OrderBy(m => m.Axis?.Value).ToList() is { Count: > 0 } all
            ? all
            : throw new MissingMeasurementException(Measurement.NameOf(model, arm, axis: null));

    /// <summary>What functions of a view ask for.</summary>
    /// <param name="functions">They get a view in which every number is 1.</param>
    internal static IReadOnlyCollection<MeasurementName> AskedBy(IEnumerable<Func<SeedView, double>> functions)
    {
        var asked = new HashSet<MeasurementName>();
        var view = new SeedView(name =>
        {
            asked.Add(name);
            return [new Measurement(name.Model, 0) { Arm = name.Arm, Numbers = new Ones() }];
        });
        foreach (var function in functions)
            function(view);
        return asked;
    }

    /// <summary>Has 1 for every key.</summary>
    sealed class Ones : IReadOnlyDictionary<string, double>
    {
        public double this[string key] => 1;

        public IEnumerable<string> Keys => [];

        public IEnumerable<double> Values => [];

        public int Count => 0;

        public bool ContainsKey(string key) => true;

        public bool TryGetValue(string key, out double value)
        {
            value = 1;
            return true;
        }

        public IEnumerator<KeyValuePair<string, double>> GetEnumerator() =>
            Enumerable.Empty<KeyValuePair<string, double>>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
