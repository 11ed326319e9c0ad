namespace Reining.Kernel.Documents;

/// <summary>A heading of a notebook.</summary>
/// <param name="Level">1 is the highest.</param>
/// <param name="Text">Its words.</param>
/// <param name="Id">Its anchor, as Jupyter makes it: words joined by hyphens.</param>
sealed record MarkdownHeading(int Level, string Text, string Id);
