namespace Reining.Data;

/// <summary>A table of CelebA: of the authors (words between spaces) or as Kaggle packs it (commas, the columns' names in the first
/// line).</summary>
/// <param name="Columns">Names of the values; none in the authors' split file.</param>
/// <param name="Rows">Name of each picture, and its values.</param>
sealed record CelebATable(IReadOnlyList<string> Columns, IEnumerable<(string Name, string[] Values)> Rows)
{
    /// <summary>Reads a file by its ending and its first line; rows are read as they are asked for.</summary>
    /// <exception cref="DataException">A line without values.</exception>
    public static CelebATable Read(string path)
    {
        var lines = File.ReadLines(path);
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            return new CelebATable([.. Words(lines.FirstOrDefault(""), ',').Skip(1)], RowsOf(path, lines, 1, ','));
        // In the file of attributes line 1 is the number of images, line 2 the names.
        return Words(lines.FirstOrDefault(""), ' ').Length == 1
            ? new CelebATable(Words(lines.ElementAtOrDefault(1) ?? "", ' '), RowsOf(path, lines, 2, ' '))
            : new CelebATable([], RowsOf(path, lines, 0, ' '));
    }

    static IEnumerable<(string Name, string[] Values)> RowsOf(string path, IEnumerable<string> lines, int skip, char separator)
    {
        foreach (var (n, line) in lines.Index().Skip(skip))
        {
            var words = Words(line, separator);
            if (words.Length == 0) continue;
            yield return words.Length >= 2
                ? (words[0], words[1..])
                : throw new DataException(
                    $"CelebA: expected a file name and values in line {n + 1} of '{path}', got '{line}'; download the file again.");
        }
    }

    static string[] Words(string line, char separator) =>
        line.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
