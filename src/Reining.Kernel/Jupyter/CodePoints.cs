namespace Reining.Kernel.Jupyter;

/// <summary>Jupyter counts a cursor's position in code points, C# strings count UTF-16 units.</summary>
static class CodePoints
{
    /// <summary>The UTF-16 position of a code point position; the end of the text for any beyond it.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var at = 0;
        for (; codePoints > 0 && at < text.Length; codePoints--)
            at += Width(text, at);
        return at;
    }

    /// <summary>The code point position of a UTF-16 position.</summary>
    public static int FromUtf16(string text, int position)
    {
        var count = 0;
        for (var at = 0; at < position && at < text.Length; count++)
            at += Width(text, at);
        return count;
    }

    static int Width(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
}
