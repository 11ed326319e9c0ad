namespace Reining.Chapters.Inversion;

/// <summary>
/// Processor time of a training, all threads together, which other programs on the machine disturb less than a clock. Of a training that
/// was interrupted it is the last part's.
/// </summary>
sealed class ProcessorTime
{
    /// <summary>Of what was measured last, in seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>Measures a function.</summary>
    public T Of<T>(Func<T> function)
    {
        var before = Environment.CpuUsage.TotalTime;
        var result = function();
        Seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        return result;
    }
}
