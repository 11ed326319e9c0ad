using Reining.Torch;
using Reining.Training;

namespace Reining.Chapters;

/// <summary>Where an experiment computes, whom it tells how far it is, and what stops it.</summary>
/// <param name="Compute">The device.</param>
/// <param name="OnStep">Called after measured training steps.</param>
/// <param name="Say">Called with a line about what is done after training.</param>
/// <param name="Cancellation">Stops after a checkpoint.</param>
public sealed record ExperimentControl(Compute Compute, Action<FitProgress>? OnStep, Action<string> Say, CancellationToken Cancellation)
{
    /// <summary>Called when an experiment that is neither finished nor held by another process begins.</summary>
    public Action? OnBegin { get; init; }
}
