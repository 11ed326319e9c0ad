namespace Reining.Training;

/// <summary>How the learning rate of a net moves.</summary>
public abstract record Schedule
{
    Schedule()
    {
    }

    /// <summary>The rate of a step, counted from 0, of so many.</summary>
    internal virtual double Rate(NetRate rate, long step, long steps) => rate.Value;

    /// <summary>Takes note of a validation loss.</summary>
    internal virtual void Validated(NetRate rate, double loss)
    {
    }

    /// <summary>The first learning rate all the time.</summary>
    public sealed record Constant : Schedule;

    /// <summary>From the first learning rate to zero along half a cosine: rate · ½(1 + cos(π · step / steps)).</summary>
    public sealed record Cosine : Schedule
    {
        internal override double Rate(NetRate rate, long step, long steps) => rate.Value * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
    }

    /// <summary>Multiplies the learning rate when the validation loss has stopped falling (Keras's ReduceLROnPlateau, rae.md §4).</summary>
    /// <param name="Patience">Validations without improvement that are tolerated, above 0.</param>
    /// <param name="Factor">What the learning rate is multiplied by, in (0, 1).</param>
    /// <param name="MinimumImprovement">A loss must fall by more than this to count, in its units.</param>
    public sealed record Plateau(int Patience, double Factor = 0.5, double MinimumImprovement = 1e-4) : Schedule
    {
        /// <summary>The rate does not go below this.</summary>
        public double MinimumRate { get; init => field = Options.NotNegative(value, nameof(MinimumRate)); }

        internal override void Validated(NetRate rate, double loss)
        {
            if (loss < rate.Best - MinimumImprovement)
            {
                (rate.Best, rate.Waited) = (loss, 0);
                return;
            }
            if (++rate.Waited < Patience)
                return;
            rate.Waited = 0;
            rate.Value = Math.Max(rate.Value * Factor, Math.Min(MinimumRate, rate.Value));
        }
    }
}
