namespace Reining.Training;

/// <summary>Where the schedule of one net stands.</summary>
sealed class NetRate(double first)
{
    /// <summary>The learning rate before a schedule that is a function of the step.</summary>
    public double Value { get; set; } = first;

    /// <summary>Lowest validation loss that counted.</summary>
    public double Best { get; set; } = double.PositiveInfinity;

    /// <summary>Validations since then.</summary>
    public int Waited { get; set; }
}
