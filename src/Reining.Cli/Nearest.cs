namespace Reining.Cli;

/// <summary>What a mistyped word was probably meant to be.</summary>
static class Nearest
{
    /// <summary>A sentence to put behind a message, or nothing if no word is near.</summary>
    /// <param name="word">The mistyped word.</param>
    /// <param name="words">The words there are.</param>
    public static string Hint(string word, IEnumerable<string> words)
    {
        var (nearest, distance) = words.Select(w => (Word: w, Distance: Distance(word, w)))
            .OrderBy(w => w.Distance)
            .FirstOrDefault((Word: "", Distance: int.MaxValue));
        return distance <= Math.Max(1, word.Length / 3) ? $" Did you mean '{nearest}'?" : "";
    }

    /// <summary>Levenshtein's distance, a swap of neighbors counted as one.</summary>
    internal static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
