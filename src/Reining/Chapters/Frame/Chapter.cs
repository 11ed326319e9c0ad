namespace Reining.Chapters;

/// <summary>A chapter of the thesis.</summary>
/// <param name="Name">Name on the command line and before its claims, such as <c>rae</c>.</param>
/// <param name="Title">The chapter's title.</param>
/// <param name="Question">What it asks, in a sentence.</param>
public sealed record Chapter(string Name, string Title, string Question)
{
    /// <summary>Its notebooks, file names in <c>notebooks/</c>, in reading order.</summary>
    public IReadOnlyList<string> Notebooks { get; init; } = [];

    /// <summary>Its parts, each of which can be run alone.</summary>
    public IReadOnlyList<ChapterPart> Parts { get; init; } = [];

    /// <summary>Its models for anybody's pictures; null for none.</summary>
    public PictureModels? Pictures { get; init; }

    /// <summary>Its trained generators, to be explored by hand; null for none.</summary>
    public ChapterExplorer? Explorer { get; init; }

    /// <summary>All claims of all parts.</summary>
    public IEnumerable<Claim> Claims => Parts.SelectMany(p => p.Claims);

    /// <summary>Runs all parts but those apart: what is not yet there is trained, the rest read back.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the same request goes on from there.</exception>
    public ChapterResult Run(RunRequest request) => new(this, [.. Parts.Where(p => !p.IsApart).Select(p => p.Run(request))]);
}
