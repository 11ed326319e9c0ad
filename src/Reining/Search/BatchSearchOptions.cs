namespace Reining.Search;

/// <summary>Options of <see cref="BatchSearch"/>.</summary>
/// <param name="Points">Points of a batch, above 0.</param>
/// <param name="Candidates">Uniform random points among which the best is taken first, above 0; the original has 10,000.</param>
/// <param name="RefineSteps">Gradient steps from there, at least 0; the original takes up to 150 of L-BFGS-B.</param>
public sealed record BatchSearchOptions(int Points = 50, int Candidates = 10_000, int RefineSteps = 30)
{
    /// <summary>Points of a batch.</summary>
    public int Points { get; init => field = Options.Positive(value, nameof(Points)); } = Options.Positive(Points, nameof(Points));

    /// <summary>Random candidates.</summary>
    public int Candidates
    {
        get;
        init => field = Options.Positive(value, nameof(Candidates));
    } = Options.Positive(Candidates, nameof(Candidates));

    /// <summary>Gradient steps.</summary>
    public int RefineSteps
    {
        get;
        init => field = Options.NotNegative(value, nameof(RefineSteps));
    } = Options.NotNegative(RefineSteps, nameof(RefineSteps));
}
