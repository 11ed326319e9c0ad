namespace Reining.Training;

/// <summary>Multiplies the learning rate when the validation loss has stopped falling (Keras's ReduceLROnPlateau, rae.md §4).</summary>
/// <param name="patience">Epochs without improvement that are tolerated.</param>
/// <param name="factor">What the learning rate is multiplied by.</param>
/// <param name="minimumImprovement">A loss must fall by more than this to count.</param>
public sealed class PlateauSchedule(int patience, double factor, double minimumImprovement = 1e-4)
{
    /// <summary>Lowest loss that counted.</summary>
    public double Best { get; set; } = double.PositiveInfinity;

    /// <summary>Epochs since then.</summary>
    public int Waited { get; set; }

    /// <summary>Learning rate after an epoch with this validation loss.</summary>
    public double Next(double learningRate, double validationLoss)
    {
        if (validationLoss < Best - minimumImprovement)
        {
            (Best, Waited) = (validationLoss, 0);
            return learningRate;
        }
        if (++Waited < patience)
            return learningRate;
        Waited = 0;
        return learningRate * factor;
    }
}
