namespace Reining.Data;

/// <summary>The four-file layout that MNIST and its twins share.</summary>
internal static class IdxDataSet
{
    public static TrainTest Load(DataCache? cache, string entry, string name, string[] classNames)
    {
        var folder = (cache ?? new DataCache()).Ensure(entry);
        return new TrainTest(Part("train", "train"), Part("t10k", "test"));

        LabeledImages Part(string file, string part) => Read(
            $"{name} {part}", Path.Combine(folder, file + "-images-idx3-ubyte"), Path.Combine(folder, file + "-labels-idx1-ubyte"),
            classNames);
    }

    public static LabeledImages Read(string name, string imageFile, string labelFile, string[] classNames)
    {
        var images = Idx.ReadImages(imageFile);
        var labels = Idx.ReadLabels(labelFile, classNames.Length);
        if (labels.Length != images.Count)
            throw new DataException(
                $"Data {name}: expected one label per image ({images.Count} in '{imageFile}'), " +
                $"got {labels.Length} in '{labelFile}'; the files are of different sets.");
        return new LabeledImages(name, images.Pixels, labels, 1, images.Rows, images.Columns, classNames);
    }
}
