using System.Security.Cryptography;

namespace Reining.Data;

/// <summary>
/// Faces of celebrities, aligned: Liu, Luo, Wang and Tang, "Deep learning face attributes in the wild", ICCV 2015. Never fetched: its
/// agreement forbids redistribution, so you name the folder of your own copy: with the authors' text files, or as Kaggle packs it, with the
/// same tables as .csv. Images are kept as bytes (2.5 GB for all at 64×64).
/// </summary>
public static class CelebA
{
    /// <summary>Environment variable with the folder of your copy.</summary>
    public const string Variable = "REINING_CELEBA";

    const string SplitFile = "list_eval_partition.txt", AttributeFile = "list_attr_celeba.txt", ImageFolderName = "img_align_celeba";
    const string SplitSum = "fc955bcb3ef8fbdf7d5640d9a8693a8431b5f2ee291a5c1449a1549e7e073fe7";

    /// <summary>Why the set cannot be used here, or null when it can.</summary>
    /// <param name="options">Null takes the defaults.</param>
    public static string? WhyNot(CelebAOptions? options = null)
    {
        if (Root(options) is not { Length: > 0 } root)
            return $"no folder is named: agree to the license at {Entry.Sources[0].Url}, " +
                $"download img_align_celeba.zip and {SplitFile}, unpack and set {Variable} to the folder";
        if (!Directory.Exists(root)) return $"there is no folder '{root}'; correct {Variable} or the option Path";
        if (Find(root, SplitFile) is null && Find(root, Csv(SplitFile)) is null)
            return $"'{root}' has no {SplitFile}, the official split; download it to that folder";
        return Directory.Exists(Pictures(root)) ? null : $"'{root}' has no folder {ImageFolderName}; unpack img_align_celeba.zip there";
    }

    /// <summary>Reads the user's copy by the official split.</summary>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="report">Gets the license, and whether the split file is the official one; null writes to the console.</param>
    /// <exception cref="DataException">There is no copy, with the reason; a picture of the split file is missing or damaged, by name;
    /// there is no such attribute.</exception>
    public static CelebASplit Load(CelebAOptions? options = null, Action<string>? report = null)
    {
        options ??= new CelebAOptions();
        if (WhyNot(options) is { } reason)
            throw new DataException($"CelebA: expected a copy of the data set, got none: {reason}.");
        var root = Root(options)!;
        var split = Find(root, SplitFile) ?? Find(root, Csv(SplitFile))!;
        report ??= Console.WriteLine;
        report($"celeba: license: {Entry.License}");
        report($"celeba: {split} is {Origin(split)}");
        var parts = CelebATable.Read(split).Rows.GroupBy(r => r.Values[0], r => r.Name).ToDictionary(g => g.Key, g => g.ToArray());
        var labels = options.Attribute is null ? null : Attributes(root, options.Attribute);
        return new CelebASplit(Part("train", "0"), Part("validation", "1"), Part("test", "2"));

        LabeledImages Part(string name, string key)
        {
            if (!parts.TryGetValue(key, out var names))
                throw new DataException($"CelebA: expected images of part {key} ({name}) in '{split}', got none; download the file again.");
            if (options.Limit > 0) names = [.. names.Take(options.Limit)];
            var folder = Pictures(root);
            return ImageFolder.Read(
                $"CelebA {name}", [.. names.Select(n => (Path.Combine(folder, n), labels is null ? (byte)0 : Label(n)))],
                labels is null ? ["face"] : [$"not {options.Attribute}", options.Attribute!],
                new ImageFolderOptions { Crop = options.Crop, Side = options.Side, Filter = options.Filter });
        }

        byte Label(string name) => labels.TryGetValue(name, out var label)
            ? label
            : throw new DataException($"CelebA: expected attributes of {name} in {AttributeFile}, got none; download the file again.");
    }

    static string Csv(string file) => Path.ChangeExtension(file, ".csv");

    static string Origin(string split)
    {
        if (split.EndsWith(".csv", StringComparison.Ordinal))
            return "a table as CSV, not compared with the official split file";
        using var stream = File.OpenRead(split);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == SplitSum
            ? "the official split (sha256 checked)"
            : "not the official split file: numbers are not comparable with published ones";
    }

    static CatalogEntry Entry => Catalog.Embedded.Get("celeba");

    static string? Root(CelebAOptions? options) => options?.Path ?? Environment.GetEnvironmentVariable(Variable);

    // torchvision and the project page lay the text files beside the images, the original download into Eval and Anno.
    static string? Find(string root, string file) =>
        new[] { root, Path.Combine(root, "Eval"), Path.Combine(root, "Anno"), Path.Combine(root, "..") }
            .Select(f => Path.Combine(f, file))
            .FirstOrDefault(File.Exists);

    static string Pictures(string root) => new[]
    {
        Path.Combine(root, ImageFolderName, ImageFolderName),
        Path.Combine(root, "Img", ImageFolderName),
        Path.Combine(root, ImageFolderName),
    }.FirstOrDefault(Directory.Exists)
        ?? (Path.GetFileName(Path.TrimEndingDirectorySeparator(root)) == ImageFolderName ? root : Path.Combine(root, ImageFolderName));

    static Dictionary<string, byte> Attributes(string root, string attribute)
    {
        var path = Find(root, AttributeFile) ?? Find(root, Csv(AttributeFile))
            ?? throw new DataException(
                $"CelebA: expected {AttributeFile} (or .csv) in '{root}' for the attribute {attribute}, got no such file; " +
                "download it to that folder.");
        var table = CelebATable.Read(path);
        var column = table.Columns.ToList().IndexOf(attribute);
        if (column < 0)
            throw new DataException($"CelebA: expected one of {string.Join(", ", table.Columns)}, got '{attribute}'.");
        var labels = new Dictionary<string, byte>();
        foreach (var (name, values) in table.Rows)
        {
            if (values.Length != table.Columns.Count || values[column] is not ("1" or "-1"))
                throw new DataException(
                    $"CelebA: expected {table.Columns.Count} values of 1 or −1 for {name} in '{path}', got {values.Length}; " +
                    "download the file again.");
            labels[name] = values[column] == "1" ? (byte)1 : (byte)0;
        }
        return labels;
    }
}
