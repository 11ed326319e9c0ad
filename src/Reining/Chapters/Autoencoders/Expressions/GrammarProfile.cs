using Reining.Grammar;
using Reining.Search;
using Reining.Training;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>How large an experiment with expressions is.</summary>
/// <param name="Name">Profile name.</param>
/// <param name="Strings">How many of the 100,000 strings, chosen at random by the seed; a tenth of them validates.</param>
/// <param name="Epochs">Passes over the training strings.</param>
/// <param name="BatchSize">Strings per step.</param>
/// <param name="RecurrentSize">Units of each recurrent layer; the original has 100.</param>
/// <param name="Samples">Samples of each prior whose validity is counted.</param>
/// <param name="Rounds">Rounds of the search.</param>
/// <param name="Seeds">One full experiment each.</param>
public sealed record GrammarProfile(
    string Name, int Strings, int Epochs, int BatchSize, int RecurrentSize, int Samples, int Rounds, IReadOnlyList<ulong> Seeds) : IProfile
{
    /// <summary>Latent dimensions d, in every profile.</summary>
    public const int LatentSize = 25;

    /// <summary>Times that each code found is decoded; the most frequent valid string is kept.</summary>
    public const int Decodings = 25;

    const double PlateauFactor = 0.2;

    /// <summary>Adam's learning rate; the original's, Keras's default, is 1e-3. Shorter runs take twice that,
    /// and smaller batches.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Points of a round and how they are found.</summary>
    public BatchSearchOptions Search { get; init; } = new();

    /// <summary>The process that predicts scores.</summary>
    public GaussianProcessOptions Process { get; init; } = new();

    /// <summary>Batch normalization's momentum: the original's 0.01 suits thousands of steps.</summary>
    public double NormMomentum { get; init; } = 0.1;

    /// <summary>Epochs without a better validation loss before the learning rate is multiplied by 0.2; 1 in the original.</summary>
    public int PlateauPatience { get; init; } = 2;

    /// <summary>Whether the code runs at all, in seconds.</summary>
    public static GrammarProfile Smoke { get; } =
        new("smoke", 400, 1, 40, 8, 40, 1, [1]) { Search = new(3, 50, 2), Process = new(50, 50, 3) };

    /// <summary>First contact and teaching: one seed, about a minute and a half on one core.</summary>
    public static GrammarProfile Quick { get; } =
        new("quick", 6_000, 10, 50, 64, 500, 2, [1]) { Search = new(20, 2_000, 15), Process = new(300, 300, 40) };

    /// <summary>Claims with spread: three seeds and the original's search, a fifth of its strings, fewer steps.</summary>
    public static GrammarProfile Standard { get; } =
        new("standard", 20_000, 20, 50, 64, 1_000, 5, [1, 2, 3]) { Search = new(50, 10_000, 20), Process = new(500, 500, 40) };

    /// <summary>The original's protocol (rae.md §8).</summary>
    public static GrammarProfile Paper { get; } =
        new("paper", 100_000, 50, 600, 100, 1_000, 5, [1, 2, 3, 4, 5])
        {
            Search = new(50, 10_000, 150),
            Process = new(500, 500, 100),
            LearningRate = 1e-3,
            NormMomentum = 0.01,
            PlateauPatience = 1
        };

    /// <summary>All profiles.</summary>
    public static Profiles<GrammarProfile> Profiles { get; } = new(Smoke, Quick, Standard, Paper);

    /// <summary>How a trained model is measured.</summary>
    internal SearchSettings Settings => new(Samples, Rounds, Decodings, Search, Process);

    /// <summary>The sizes in words, for captions.</summary>
    internal string Scale => FormattableString.Invariant(
        $"{(Strings < ExpressionData.Count ? $"random {Strings} of " : "")}{ExpressionData.Count} strings, {Epochs} epochs, ") +
        FormattableString.Invariant($"{RecurrentSize} units, {Rounds} × {Search.Points} points of search");

    /// <summary>How the models are trained.</summary>
    internal FitOptions Fit(ulong seed) => new(Epochs, BatchSize, seed)
    {
        Adam = new AdamOptions(LearningRate),
        PlateauPatience = PlateauPatience,
        PlateauFactor = PlateauFactor,
    };

    /// <summary>The run folder of a model and seed.</summary>
    internal string FolderOf(GrammarModel model, ulong seed, string outFolder) => Path.Combine(
        outFolder, "runs", GrammarPart.Name, FormattableString.Invariant($"{Name}-{model.Id}-h{RecurrentSize}-e{Epochs}-s{seed}"));

    /// <summary>All that decides the result of a model and seed.</summary>
    internal object ConfigOf(GrammarModel model, ulong seed) => new
    {
        Chapter = GrammarPart.Name,
        Model = model.Id,
        Options = model.Options(this),
        Fit = Fit(seed),
        Strings,
        Measure = new { Samples, Rounds, Search, Process, Decodings },
    };
}
