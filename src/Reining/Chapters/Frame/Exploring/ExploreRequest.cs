namespace Reining.Chapters;

/// <summary>Which trained generator is to be explored.</summary>
/// <param name="Model">Identifier of the model.</param>
/// <param name="Folder">Output folder of the run, <c>out</c>.</param>
public sealed record ExploreRequest(string Model, string Folder = "out")
{
    /// <summary>Profile of the run; null for the largest that there is.</summary>
    public string? Profile { get; init; }

    /// <summary>Seed of the run; null for the first that there is.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The finished experiment that trained the model.</summary>
    /// <param name="chapter">Name of the chapter.</param>
    /// <param name="profiles">Names of its profiles, from the smallest to the largest.</param>
    /// <param name="experiments">The model's experiments of a request, one for each seed.</param>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    /// <exception cref="FileNotFoundException">No run of it is finished; the message names the command that makes one.</exception>
    internal T Finished<T>(
        string chapter, IReadOnlyList<string> profiles, Func<RunRequest, IEnumerable<T>> experiments) where T : Experiment
    {
        if (Profile is not null && !profiles.Contains(Profile))
            throw new ArgumentException($"Profile: expected {string.Join(" or ", profiles)}, got '{Profile}'.");
        var asked = Profile is null ? profiles.Reverse() : [Profile];
        return asked.SelectMany(p => experiments(new RunRequest(p, Folder) { Seeds = Seed is { } seed ? [seed] : [] }))
            .FirstOrDefault(e => e.IsFinished) ?? throw new FileNotFoundException(
                $"explore {chapter}: expected a finished run of '{Model}'" +
                (Profile is null ? "" : $" in profile '{Profile}'") + (Seed is null ? "" : $" with seed {Seed}") +
                $" in '{Path.Combine(Folder, "runs", chapter)}', found none; './reining run {chapter} --profile {Profile ?? "quick"}" +
                (Seed is null ? "" : $" --seeds {Seed}") + "' makes one.");
    }
}
