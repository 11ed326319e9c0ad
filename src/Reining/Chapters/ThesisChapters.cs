using Reining.Chapters.Autoencoders;
using Reining.Chapters.Inversion;
using Reining.Chapters.PixelConditioning;
using Reining.Chapters.RobustClassifier;
using Reining.Chapters.Verdicts;

namespace Reining.Chapters;

/// <summary>The one list of chapters. Command line, pages and tests take it as an argument;
/// a new chapter is a folder and a line here.</summary>
public static class ThesisChapters
{
    /// <summary>All chapters, in the order of the thesis.</summary>
    public static IReadOnlyList<Chapter> All { get; } =
        [RaeChapter.Chapter, RobustChapter.Chapter, ConditioningChapter.Chapter, InversionChapter.Chapter, ThesisStatements.Chapter];
}
