using System.Globalization;
using System.Numerics;

namespace Reining.Training;

/// <summary>
/// The numbers of a checkpoint beside its tensors. Batches and noise follow from the step, see <see cref="RandomStream"/>.
/// </summary>
sealed class RunState(IReadOnlyDictionary<string, NetRate> rates, IDictionary<string, double> numbers)
{
    /// <summary>Steps done.</summary>
    public long Step { get; set; }

    /// <summary>Epoch whose weights are kept, from 1; 0 is before training.</summary>
    public long KeptEpoch { get; set; }

    /// <summary>What was measured of them; NaN if nothing was.</summary>
    public double KeptScore { get; set; } = double.NaN;

    /// <summary>What was measured last; NaN before the first time.</summary>
    public double Score { get; set; } = double.NaN;

    public Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>
        {
            ["step"] = Text(Step),
            ["kept_epoch"] = Text(KeptEpoch),
            ["kept_score"] = Text(KeptScore),
            ["score"] = Text(Score),
        };
        foreach (var (net, rate) in rates)
        {
            metadata[$"rate/{net}"] = Text(rate.Value);
            metadata[$"plateau_best/{net}"] = Text(rate.Best);
            metadata[$"plateau_waited/{net}"] = Text(rate.Waited);
        }
        foreach (var (name, value) in numbers)
            metadata[$"state/{name}"] = Text(value);
        return metadata;
    }

    public void Load(IReadOnlyDictionary<string, string> metadata, string path)
    {
        (Step, KeptEpoch) = (Number<long>("step"), Number<long>("kept_epoch"));
        (KeptScore, Score) = (Number<double>("kept_score"), Number<double>("score"));
        foreach (var (net, rate) in rates)
        {
            rate.Value = Number<double>($"rate/{net}");
            (rate.Best, rate.Waited) = (Number<double>($"plateau_best/{net}"), Number<int>($"plateau_waited/{net}"));
        }
        foreach (var name in numbers.Keys.ToList())
            numbers[name] = Number<double>($"state/{name}");

        T Number<T>(string key) where T : INumber<T>
        {
            var text = metadata.GetValueOrDefault(key);
            return text is null ? throw Bad($"'{key}' in its header, got none")
                : T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value
                : throw Bad($"a number for '{key}' in its header, got '{text}'");
        }

        InvalidDataException Bad(string what) => new($"Resume from '{path}': expected {what}; remove the file to start the run again.");
    }

    static string Text<T>(T value) where T : INumber<T> => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);
}
