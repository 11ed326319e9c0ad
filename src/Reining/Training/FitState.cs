using System.Globalization;
using System.Numerics;

namespace Reining.Training;

/// <summary>The numbers of a checkpoint beside its tensors. Batch order and noise follow from the step, see <see cref="RandomStream"/>.</summary>
sealed class FitState
{
    public long Step { get; set; }

    public double LearningRate { get; set; }

    public double BestLoss { get; set; } = double.PositiveInfinity;

    public long BestEpoch { get; set; }

    public double PlateauBest { get; set; } = double.PositiveInfinity;

    public int PlateauWaited { get; set; }

    public double ValidationLoss { get; set; } = double.NaN;

    public Dictionary<string, string> ToMetadata() => new()
    {
        ["step"] = Step.ToString(CultureInfo.InvariantCulture),
        ["learning_rate"] = Text(LearningRate),
        ["best_loss"] = Text(BestLoss),
        ["best_epoch"] = BestEpoch.ToString(CultureInfo.InvariantCulture),
        ["plateau_best"] = Text(PlateauBest),
        ["plateau_waited"] = PlateauWaited.ToString(CultureInfo.InvariantCulture),
        ["validation_loss"] = Text(ValidationLoss),
    };

    public static FitState From(IReadOnlyDictionary<string, string> metadata, string path)
    {
        string Get(string key) => metadata.TryGetValue(key, out var value) ? value
            : throw new InvalidDataException($"Resume from '{path}': expected '{key}' in its header, got none; remove the file to start the run again.");
        T Number<T>(string key) where T : INumber<T> => T.TryParse(Get(key), CultureInfo.InvariantCulture, out var value) ? value
            : throw new InvalidDataException($"Resume from '{path}': expected a number for '{key}' in its header, got '{Get(key)}'; remove the file to start the run again.");
        return new()
        {
            Step = Number<long>("step"),
            LearningRate = Number<double>("learning_rate"),
            BestLoss = Number<double>("best_loss"),
            BestEpoch = Number<long>("best_epoch"),
            PlateauBest = Number<double>("plateau_best"),
            PlateauWaited = Number<int>("plateau_waited"),
            ValidationLoss = Number<double>("validation_loss"),
        };
    }

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
