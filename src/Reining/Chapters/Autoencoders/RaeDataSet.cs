using Reining.Data;

namespace Reining.Chapters.Autoencoders;

/// <summary>A data set with ten classes on which the chapter's models can be trained, and the nets and weights that suit it.</summary>
/// <param name="Id">Identifier in measurements and names of run folders.</param>
/// <param name="Name">Name in tables.</param>
/// <param name="Kind">What an image shows.</param>
/// <param name="Images">What its images show.</param>
/// <param name="Load">Loads it.</param>
public sealed record RaeDataSet(string Id, string Name, string Kind, string Images, Func<TrainTest> Load)
{
    /// <summary>Nets and the author's weights.</summary>
    public RaeWeights Weights { get; init; } = RaeWeights.Mnist;

    /// <summary>Images for training, for validation and in every distance, where there are fewer than profiles ask for.</summary>
    public (int Train, int Validation, int Evaluation)? Most { get; init; }

    /// <summary>Handwritten digits.</summary>
    public static RaeDataSet Digits { get; } = new("mnist", "MNIST", "digit", "digits", () => Mnist.Load());

    /// <summary>Clothes.</summary>
    public static RaeDataSet Clothes { get; } = new("fashion-mnist", "Fashion-MNIST", "clothing", "clothes", () => FashionMnist.Load());

    /// <summary>Photographs in color, a part of CIFAR-10.</summary>
    public static RaeDataSet Photographs { get; } = new("cifar10", "CIFAR-10", "photograph", "photographs", () => Cifar10.Load())
    {
        Weights = RaeWeights.Cifar10,
        Most = (9_000, 1_000, 1_250),
    };

    /// <summary>Emoji by category, with nets and weights of CelebA, the author's set of 64×64 pixels.</summary>
    public static RaeDataSet Pictograms { get; } = new("emoji", "emoji", "emoji", "emoji", () => Shuffled(Emoji.Load()))
    {
        Weights = RaeWeights.CelebA,
        Most = (2_600, 300, 350),
    };

    /// <summary>The table's models with this set's weights, by identifier.</summary>
    internal IReadOnlyList<RaeModel> Models(IEnumerable<string> ids)
    {
        var table = RaeModel.TableOf(Weights);
        return [.. ids.Select(id => table.First(m => m.Id == id))];
    }

    // Unicode has an order of categories; parts of the training images shall have them all.
    static TrainTest Shuffled(TrainTest all) => all with { Train = all.Train.Select(Permutation.Of(all.Train.Count, seed: 0, -1)) };

    /// <summary>The profile with as many images as there are, and as many steps.</summary>
    internal RaeProfile Sized(RaeProfile profile)
    {
        if (Most is not { } most)
            return profile;
        var train = Math.Min(most.Train, profile.TrainImages);
        return profile with
        {
            TrainImages = train,
            Epochs = (int)Math.Round((double)profile.Epochs * profile.TrainImages / train),
            ValidationImages = Math.Min(most.Validation, profile.ValidationImages),
            EvaluationImages = Math.Min(most.Evaluation, profile.EvaluationImages),
        };
    }
}
