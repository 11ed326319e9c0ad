namespace Reining.Data;

/// <summary>Handwritten digits, 28×28 gray: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
/// 1998.</summary>
public static class Mnist
{
    /// <summary>The whole set, 60 000 and 10 000 images; fetched and checked on first use, then from the cache.</summary>
    /// <param name="cache">Where data lies; null takes the machine's cache.</param>
    /// <exception cref="DataException">No source gave the data; the message lists what is missing for each.</exception>
    public static TrainTest Load(DataCache? cache = null) =>
        IdxDataSet.Load(cache, "mnist", "MNIST", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}
