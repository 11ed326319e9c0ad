namespace Reining.Chapters;

/// <summary>What a grid of experiments reports.</summary>
public enum ExperimentEvent
{
    /// <summary>An experiment begins.</summary>
    Started,

    /// <summary>A training step was measured.</summary>
    Step,

    /// <summary>Something is said beside a step.</summary>
    Said,

    /// <summary>An experiment is finished.</summary>
    Finished,

    /// <summary>Only experiments that other processes are at are left; this one waits for them.</summary>
    Waiting,
}
