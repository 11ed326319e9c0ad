using Reining.Densities;
using Reining.Grammar;
using Reining.Models;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>Measures a trained model of strings: reconstructions, valid samples, and what a search among its codes finds.</summary>
/// <param name="net">Trained, in evaluation mode.</param>
/// <param name="scorer">What is valid, and what is searched for.</param>
/// <param name="settings">Sizes.</param>
/// <param name="seed">Decides samples and search.</param>
sealed class GrammarEvaluation(GrammarAutoencoder net, IStringScorer scorer, SearchSettings settings, ulong seed)
{
    public const string Reconstructed = "reconstructed", SymbolsRight = "symbols_right",
        PriorValid = "standard-normal.valid", GaussianValid = "gaussian.valid",
        SearchValid = "search.valid", MeanScore = "search.mean_score", PredictionError = "search.prediction_error",
        BestOfData = "data.best_score";
    public const int Kept = 3;

    /// <summary>Key of a string of the search, from 0, the best; its score has the same key.</summary>
    public static string Best(int rank) => $"search.best_{rank}";

    /// <summary>Everything that is measured.</summary>
    /// <param name="train">Strings trained on.</param>
    /// <param name="held">Held-out strings.</param>
    /// <param name="control">Told what is found; stops between rounds of the search.</param>
    public Measurement Measure(IReadOnlyList<string> train, IReadOnlyList<string> held, ExperimentControl control)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor Codes(IReadOnlyList<string> strings) =>
            cat([.. GrammarAutoencoder.Symbols(net.Alphabet, strings).split(1000).Select(net.Encode)], 0); // (n, d)
        var (codes, heldCodes) = (Codes(train), Codes(held));
        var symbolsRight = SymbolAccuracy(held);
        var back = net.Strings(heldCodes, noise: null).Zip(held).Count(p => p.First == p.Second) / (double)held.Count;
        var noise = new GumbelNoise(RandomStream.Seed(seed, RandomPurpose.Sampling));
        var (priorValid, gaussianValid) =
            (Valid(new StandardNormal((int)codes.shape[1]), noise), Valid(FullGaussian.Fit(codes, ridge: 1e-6), noise));
        control.Say(
            FormattableString.Invariant($"reconstructs {back:P1}, valid samples: N(0, I) {priorValid:P1}, Gaussian {gaussianValid:P1}"));

        var search = new GrammarSearch(net, scorer, settings, seed);
        string[] all = [.. train, .. held];
        search.Run(all, cat([codes, heldCodes], 0), control.Say, control.Cancellation);
        var counted = search.Found.Select(search.Score).Where(s => s < scorer.WorstScore).ToList();
        var best = search.Found.OfType<string>().Distinct()
            .OrderBy(search.Score).Take(Kept).Select((text, rank) => (Key: Best(rank), Text: text)).ToList();
        return new Measurement("", seed)
        {
            Texts = best.ToDictionary(b => b.Key, b => b.Text),
            Numbers = new Dictionary<string, double>(best.Select(b => KeyValuePair.Create(b.Key, search.Score(b.Text))))
            {
                [Reconstructed] = back, // letter by letter, most likely symbols
                [SymbolsRight] = symbolsRight,
                [PriorValid] = priorValid,
                [GaussianValid] = gaussianValid,
                // of 25 decodings one at least is valid
                [SearchValid] = search.Found.Count(f => f is not null) / (double)search.Found.Count,
                [MeanScore] = counted.Count == 0 ? double.NaN : counted.Average(), // without those of the worst value, log 1001
                [PredictionError] = search.PredictionError, // in standard deviations of the scores: 1 is no better than the mean
                [BestOfData] = all.Min(search.Score),
            },
        };
    }

    /// <summary>Share of held-out symbols, padding left out, that are the most likely ones among those that could stand
    /// there.</summary>
    double SymbolAccuracy(IReadOnlyList<string> held)
    {
        var (right, all) = (0L, 0L);
        foreach (var part in GrammarAutoencoder.Symbols(net.Alphabet, held).split(1000))
        {
            using var scope = NewDisposeScope();
            var counts = part != net.Alphabet.Symbols - 1; // the last symbol pads
            right += (net.Likeliest(part) == part).logical_and(counts).sum().item<long>();
            all += counts.sum().item<long>();
        }
        return right / (double)all;
    }

    /// <summary>Share of samples, decoded once, that are valid.</summary>
    double Valid(IDensity density, GumbelNoise noise)
    {
        var samples = density.Sample(settings.Samples, (int)(RandomStream.Seed(seed, RandomPurpose.Sampling) >> 33));
        return net.Strings(samples, noise).Count(s => s is not null && scorer.IsValid(s)) / (double)settings.Samples;
    }
}
