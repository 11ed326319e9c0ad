namespace Reining.Kernel.Engine;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
public static class Spelling
{
    /// <summary>The nearest of the known words, by letters to insert, leave out, replace or swap; null if none is near.</summary>
    /// <param name="word">The word as typed.</param>
    /// <param name="known">The words there are.</param>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var most = Math.Max(1, word.Length / 3);
        var best = known.Select(one => (Word: one, Distance: Distance(word.ToLowerInvariant(), one.ToLowerInvariant())))
            .Where(one => one.Distance <= most && one.Distance < word.Length
                || word.Length >= 3 && one.Word.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .OrderBy(one => one.Distance).FirstOrDefault();
        return best.Word;
    }

    // Damerau and Levenshtein's, with swaps of neighbors only.
    static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }
                var replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }
}
