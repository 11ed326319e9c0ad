namespace Reining.Data;

/// <summary>Clothing, 28×28 gray, a harder twin of MNIST: Xiao, Rasul and Vollgraf, arXiv 1708.07747, 2017.</summary>
public static class FashionMnist
{
    /// <summary>The whole set, 60 000 and 10 000 images; fetched and checked on first use, then from the cache.</summary>
    /// <param name="cache">Where data lies; null takes the machine's cache.</param>
    /// <exception cref="DataException">No source gave the data; the message lists what is missing for each.</exception>
    public static TrainTest Load(DataCache? cache = null) =>
        IdxDataSet.Load(cache, "fashion-mnist", "Fashion-MNIST",
            ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]);
}
