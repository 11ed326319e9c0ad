using Reining.Kernel.Engine;

namespace Reining.Cli;

/// <summary>What a mistyped word was probably meant to be.</summary>
static class Nearest
{
    /// <summary>A sentence to put behind a message, or nothing if no word is near.</summary>
    /// <param name="word">The mistyped word.</param>
    /// <param name="words">The words there are.</param>
    public static string Hint(string word, IEnumerable<string> words) =>
        Spelling.Nearest(word, words) is { } near ? $" Did you mean '{near}'?" : "";
}
