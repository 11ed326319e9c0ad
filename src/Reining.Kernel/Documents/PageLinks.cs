namespace Reining.Kernel.Documents;

/// <summary>What stands beside a page.</summary>
/// <param name="Notebooks">File names of notebooks whose pages are made into the same folder: links to them lead to their pages.</param>
/// <param name="Home">Where the page's first link leads, as seen from it; null for none.</param>
public sealed record PageLinks(IReadOnlyCollection<string> Notebooks, string? Home = null);
