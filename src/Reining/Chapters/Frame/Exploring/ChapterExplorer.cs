namespace Reining.Chapters;

/// <summary>A chapter's trained generators, to be explored by hand.</summary>
/// <param name="Models">Identifiers of the models; the first one is taken if none is named.</param>
public sealed record ChapterExplorer(IReadOnlyList<string> Models)
{
    /// <summary>Opens a generator that a run has trained, never an untrained one; the caller disposes it.</summary>
    public required Func<ExploreRequest, IExplorable> Open { get; init; }
}
