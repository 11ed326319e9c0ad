namespace Reining.Data;

/// <summary>One data set of the catalog.</summary>
/// <param name="Name">The name to ask for, for example <c>mnist</c>.</param>
/// <param name="Title">The name to print.</param>
/// <param name="Description">What it holds.</param>
/// <param name="License">License of the data.</param>
/// <param name="Citation">Whom to cite.</param>
/// <param name="Files">The files with their checksums; none for a set that is only listed.</param>
/// <param name="Sources">Where the files come from, in the order in which they are tried.</param>
public sealed record CatalogEntry(
    string Name,
    string Title,
    string Description,
    string License,
    string Citation,
    IReadOnlyList<CatalogFile> Files,
    IReadOnlyList<CatalogSource> Sources);
