namespace Reining.Data;

/// <summary>Photographs of ten classes, 32×32 color: Krizhevsky, "Learning multiple layers of features from tiny images", 2009.</summary>
public static class Cifar10
{
    const string Archive = "cifar-10-binary.tar.gz";
    const string Folder = "cifar-10-batches-bin/";

    /// <summary>The folder with data for larger checks; its <c>cifar10-subset</c> is what <see cref="Subset"/> reads.</summary>
    public const string SubsetVariable = "REINING_DATA";

    /// <summary>The whole set, 50 000 and 10 000 images; its archive is fetched and checked on first use,
    /// then read from the cache (1 to 2 s).</summary>
    /// <param name="cache">Where data lies; null takes the machine's cache.</param>
    /// <exception cref="DataException">No source gave the data, or the archive holds other files than the official one.</exception>
    public static TrainTest Load(DataCache? cache = null) =>
        ReadArchive(Path.Combine((cache ?? new DataCache()).Ensure("cifar10"), Archive));

    /// <summary>Reads the official archive: five training batches and a test batch.</summary>
    /// <param name="path">A .tar.gz of the binary version.</param>
    /// <exception cref="DataException">A batch is missing, or a file is damaged.</exception>
    public static TrainTest ReadArchive(string path)
    {
        string[] train = [.. Enumerable.Range(1, 5).Select(i => $"{Folder}data_batch_{i}.bin")];
        const string Test = Folder + "test_batch.bin";
        var found = TarArchive.Members("Cifar10", path, name => name == Test || train.Contains(name));
        var missing = train.Append(Test).Where(n => !found.ContainsKey(n)).ToArray();
        if (missing.Length > 0)
            throw new DataException(
                $"Cifar10: expected {string.Join(", ", missing)} in '{path}', got no such member; " +
                "take the binary version of the archive, not the one for Python or MATLAB.");
        return new TrainTest(Part("train", train), Part("test", Test));

        LabeledImages Part(string part, params string[] names) =>
            CifarBinary.Images($"CIFAR-10 {part}", [.. names.Select(n => ($"{path}:{n}", found[n]))]);
    }

    /// <summary>
    /// A tenth for checks: 10 000 and 2 500 images, equally many of each class, in the format of <see cref="CifarBinary"/>. Its files are
    /// ordered by class in turn; here they come in a random order that is always the same.
    /// </summary>
    /// <param name="folder">The folder of <c>cifar10-subset</c>; null takes the variable <see cref="SubsetVariable"/>.</param>
    /// <returns>Null when there is none: callers say that they skip.</returns>
    /// <exception cref="DataException">The files are there and damaged.</exception>
    public static TrainTest? Subset(string? folder = null)
    {
        folder ??= Environment.GetEnvironmentVariable(SubsetVariable);
        if (string.IsNullOrEmpty(folder) || !Directory.Exists(Path.Combine(folder, "cifar10-subset"))) return null;
        return new TrainTest(Part("train", 10_000), Part("test", 2500));

        LabeledImages Part(string part, int count)
        {
            var set = CifarBinary.Read($"CIFAR-10 subset {part}", Path.Combine(folder, "cifar10-subset", $"cifar10_{part}_{count}.bin.gz"));
            return set.Select(Permutation.Of(set.Count, 0, -1));
        }
    }
}
