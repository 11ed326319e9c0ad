namespace Reining.Data;

/// <summary>House numbers, 32×32 color, one digit in the middle: Netzer et al., "Reading digits in natural images with unsupervised feature
/// learning", 2011. For non-commercial use.</summary>
public static class Svhn
{
    const int Side = 32, Channels = 3, Zero = 10; // the label of the digit 0

    /// <summary>The cropped digits, 73 257 for training and 26 032 for tests; fetched and checked on first use (240 MB), then from the
    /// cache.</summary>
    /// <param name="cache">Where data lies; null takes the machine's cache.</param>
    /// <exception cref="DataException">No source gave the data, or a file holds something else.</exception>
    public static TrainTest Load(DataCache? cache = null)
    {
        var folder = (cache ?? new DataCache()).Ensure("svhn");
        return new TrainTest(
            Read("SVHN train", Path.Combine(folder, "train_32x32.mat")), Read("SVHN test", Path.Combine(folder, "test_32x32.mat")));
    }

    /// <summary>Reads a file of cropped digits.</summary>
    /// <param name="name">What the data is.</param>
    /// <param name="path">A MATLAB file with images <c>X</c> (32×32×3×N) and labels <c>y</c> (N×1), of which 10 stands for 0.</param>
    /// <exception cref="DataException">The file is missing, damaged, or holds other arrays.</exception>
    public static LabeledImages Read(string name, string path)
    {
        var arrays = MatFile.Read(path, "Svhn");
        if (!arrays.TryGetValue("X", out var x) || !arrays.TryGetValue("y", out var y)
            || x.Shape is not [Side, Side, Channels, var count] || y.Values.Length != count)
        {
            var found = arrays.Select(a => $"{a.Key} of {string.Join("×", a.Value.Shape)}").DefaultIfEmpty("no array of bytes");
            throw new DataException(
                $"Svhn: expected X of 32×32×3×N and y of N×1 in '{path}', got {string.Join(", ", found)}; " +
                "take the cropped digits, format 2.");
        }
        if (y.Values.FirstOrDefault(l => l is 0 or > Zero) is var odd && y.Values.Any(l => l is 0 or > Zero))
            throw new DataException($"Svhn: expected labels from 1 to {Zero} in '{path}', got {odd}; the file is damaged.");
        var pixels = new byte[x.Values.Length];
        for (var n = 0; n < count; n++)
        {
            var image = n * Side * Side * Channels;
            for (var c = 0; c < Channels; c++)
            {
                var plane = image + c * Side * Side;
                for (var row = 0; row < Side; row++)
                {
                    for (var column = 0; column < Side; column++)
                        pixels[plane + row * Side + column] = x.Values[plane + column * Side + row]; // rows run fastest there
                }
            }
        }
        return new LabeledImages(
            name, pixels, [.. y.Values.Select(l => (byte)(l % Zero))], Channels, Side, Side,
            [.. Enumerable.Range(0, 10).Select(d => $"{d}")]);
    }
}
