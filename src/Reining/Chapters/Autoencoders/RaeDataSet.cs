using Reining.Data;

namespace Reining.Chapters.Autoencoders;

/// <summary>A data set of gray 28×28 images with ten classes, on which the chapter's models can be trained.</summary>
/// <param name="Id">Identifier in measurements and names of run folders.</param>
/// <param name="Name">Name in tables.</param>
/// <param name="Kind">What an image shows.</param>
/// <param name="Images">What its images show.</param>
/// <param name="Load">Loads it.</param>
public sealed record RaeDataSet(string Id, string Name, string Kind, string Images, Func<TrainTest> Load)
{
    /// <summary>Handwritten digits.</summary>
    public static RaeDataSet Digits { get; } = new("mnist", "MNIST", "digit", "digits", () => Mnist.Load());

    /// <summary>Clothes.</summary>
    public static RaeDataSet Clothes { get; } = new("fashion-mnist", "Fashion-MNIST", "clothing", "clothes", () => FashionMnist.Load());
}
