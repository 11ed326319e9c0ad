using Reining.Torch;

namespace Reining.Chapters;

/// <summary>What to run, where, and how to say what happens.</summary>
/// <param name="Profile">Name of the profile.</param>
/// <param name="Folder">Output folder, <c>out</c>; runs go to <c>runs/CHAPTER</c> below it.</param>
public sealed record RunRequest(string Profile, string Folder = "out")
{
    /// <summary>Seeds instead of the profile's; empty for the profile's.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [];

    /// <summary>Where to compute.</summary>
    public Compute Compute { get; init; } = Compute.Cpu;

    /// <summary>Told what happens; null for nobody. Called on the thread that trains.</summary>
    public Action<ExperimentProgress>? Progress { get; init; }

    /// <summary>Stops after a checkpoint; the same request goes on from there.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The experiments to run, where not all are wanted; null for all.</summary>
    public Func<Experiment, bool>? Only { get; init; }

    /// <summary>The seeds of this request: its own, or those of a profile.</summary>
    public IReadOnlyList<ulong> SeedsOf(IProfile profile) => Seeds.Count > 0 ? Seeds : profile.Seeds;
}
