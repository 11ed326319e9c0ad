namespace Reining.Chapters;

/// <summary>A figure beside a file of measurements.</summary>
/// <param name="Name">File name without <c>.png</c>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Caption">What to see in it.</param>
public sealed record StoredFigure(string Name, string Title, string Caption);
