using Reining.Chapters.Autoencoders.Expressions;
using Reining.Grammar;
using Reining.Models;
using Reining.Search;
using Reining.Training;

namespace Reining.Chapters.Autoencoders.Molecules;

/// <summary>How large an experiment with molecules is.</summary>
/// <param name="Name">Profile name.</param>
/// <param name="Molecules">How many of NCI's first 5000, chosen at random by the seed; a tenth of them validates.</param>
/// <param name="Epochs">Passes over the training strings.</param>
/// <param name="RecurrentSize">Units of each recurrent layer; the original has 501.</param>
/// <param name="Samples">Samples of each prior whose validity is counted.</param>
/// <param name="Rounds">Rounds of the search.</param>
/// <param name="Seeds">One full experiment each.</param>
public sealed record MoleculeProfile(
    string Name, int Molecules, int Epochs, int RecurrentSize, int Samples, int Rounds, IReadOnlyList<ulong> Seeds) : IProfile
{
    /// <summary>Latent dimensions d, as in the original.</summary>
    public const int LatentSize = 56;

    /// <summary>Times that each code found is decoded; 500 in the original.</summary>
    public const int Decodings = 25;

    const int BatchSize = 50;
    const double LearningRate = 1e-3, PlateauFactor = 0.2;
    const int PlateauPatience = 3;

    /// <summary>Rules of a derivation; 277 in the original.</summary>
    public int Rules { get; init; } = 150;

    /// <summary>Characters of a string; 120 in the original.</summary>
    public int Characters { get; init; } = 60;

    /// <summary>Units of the encoder's linear layer; 435 in the original.</summary>
    public int DenseSize { get; init; } = 128;

    /// <summary>Points of a round and how they are found.</summary>
    public BatchSearchOptions Search { get; init; } = new(50, 2_000, 20);

    /// <summary>The process that predicts scores.</summary>
    public GaussianProcessOptions Process { get; init; } = new(500, 500, 40);

    /// <summary>Whether the code runs at all, in seconds.</summary>
    public static MoleculeProfile Smoke { get; } = new("smoke", 120, 1, 8, 20, 1, [1])
    {
        Search = new(3, 50, 2),
        Process = new(50, 50, 3),
    };

    /// <summary>First contact: one seed, some minutes.</summary>
    public static MoleculeProfile Quick { get; } = new("quick", 1_000, 6, 32, 100, 1, [1])
    {
        Search = new(10, 500, 10),
        Process = new(200, 200, 20),
    };

    /// <summary>Claims with spread: three seeds, an hour or two.</summary>
    public static MoleculeProfile Standard { get; } = new("standard", 5_000, 40, 96, 1_000, 5, [1, 2, 3]);

    /// <summary>The original's sizes, but for the data: it had 250,000 molecules of ZINC.</summary>
    public static MoleculeProfile Paper { get; } = new("paper", 5_000, 100, 501, 1_000, 5, [1, 2, 3, 4, 5])
    {
        Rules = 277,
        Characters = 120,
        DenseSize = 435,
        Search = new(50, 10_000, 150),
    };

    /// <summary>All profiles.</summary>
    public static Profiles<MoleculeProfile> Profiles { get; } = new(Smoke, Quick, Standard, Paper);

    /// <summary>The sizes in words, for captions.</summary>
    internal string Scale => FormattableString.Invariant(
        $"up to {Molecules} molecules of NCI, {Epochs} epochs, {RecurrentSize} units, {Rounds} × {Search.Points} points of search");

    /// <summary>How a trained model is measured.</summary>
    internal SearchSettings Settings => new(Samples, Rounds, Decodings, Search, Process);

    /// <summary>How the models are trained.</summary>
    internal FitOptions Fit(ulong seed) => new(Epochs, BatchSize, seed)
    {
        Adam = new AdamOptions(LearningRate),
        PlateauPatience = PlateauPatience,
        PlateauFactor = PlateauFactor,
    };

    /// <summary>Rules or characters.</summary>
    internal ISequenceAlphabet Alphabet(GrammarModel model) =>
        model.Name == "CVAE" ? new MoleculeCharacters(Characters) : new MoleculeAlphabet(Rules);

    /// <summary>A model's nets and weights (rae.md §8): no batch normalization in the encoder, larger kernels.</summary>
    internal GrammarAutoencoderOptions Options(GrammarModel model)
    {
        var alphabet = Alphabet(model);
        var net = new SequenceNetOptions(alphabet.Length, alphabet.Symbols, LatentSize, DenseSize, RecurrentSize)
        {
            Convolutions = [(9, 9), (9, 9), (10, 11)],
            NormalizedConvolutions = false,
            NormMomentum = 0.1,
        };
        var latent = model.Variational ? model.LatentWeight : 1.0 / LatentSize; // as for expressions: the codes' part of the mean KL
        return new GrammarAutoencoderOptions(net, model.Variational, latent) { DecoderWeight = model.DecoderWeight };
    }
}
