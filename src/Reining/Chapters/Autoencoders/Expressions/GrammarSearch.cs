using Reining.Data;
using Reining.Grammar;
using Reining.Models;
using Reining.Search;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>
/// Bayesian optimization among the codes of a model (rae.md §8): a Gaussian process learns the scores of 90 % of the strings from their
/// codes; each round proposes points in the box of all codes, decodes each several times, keeps the most frequent valid string,
/// and adds its score.
/// </summary>
/// <param name="model">Trained, in evaluation mode.</param>
/// <param name="scorer">What is searched for.</param>
/// <param name="settings">Sizes.</param>
/// <param name="seed">Decides splits, candidates and decodings.</param>
sealed class GrammarSearch(GrammarAutoencoder model, IStringScorer scorer, SearchSettings settings, ulong seed)
{
    /// <summary>What the search found, in order; null where no decoding was valid.</summary>
    public List<string?> Found { get; } = [];

    /// <summary>Error of the process on the held-out tenth, in standard deviations of the scores.</summary>
    public double PredictionError { get; private set; }

    /// <summary>Searches.</summary>
    /// <param name="strings">Strings to start from.</param>
    /// <param name="codes">Their codes (N, d).</param>
    /// <param name="report">Where to say how far it is.</param>
    /// <param name="cancellation">Stops between rounds.</param>
    public void Run(IReadOnlyList<string> strings, Tensor codes, Action<string> report, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var all = codes.to(ScalarType.Float64); // (N, d)
        var (center, spread) = (all.mean([0]), all.std(0).clamp(min: 1e-9));
        Tensor Standardized(Tensor z) => (z - center) / spread;
        var z = Standardized(all);
        var (lower, upper) = (z.amin([0]), z.amax([0]));

        var order = Permutation.Of(strings.Count, RandomStream.Seed(seed, RandomPurpose.Density), 0);
        var held = order[..(strings.Count / 10)];
        var known = order[held.Length..];
        var points = z[tensor(known)];
        var scores = known.Select(i => Score(strings[i])).ToList();
        var kernel = new GaussianKernel([.. Enumerable.Repeat(Math.Sqrt(codes.shape[1]), (int)codes.shape[1])], 1, 0.5);
        var noise = new GumbelNoise(RandomStream.Seed(seed, RandomPurpose.Sampling, 1));
        for (var round = 0; round < settings.Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var values = tensor(scores.ToArray());
            var (mean, deviation) = (values.mean().ToDouble(), values.std().ToDouble());
            using var process = Process((values - mean) / deviation, points, round, ref kernel);
            if (round == 0)
                PredictionError = Error(process, z[tensor(held)], [.. held.Select(i => (Score(strings[i]) - mean) / deviation)]);

            using var random = RandomStream.Generator(seed, RandomPurpose.Interpolation, round);
            var chosen = BatchSearch.Minimize(process, points, lower, upper, settings.Search, random); // (k, d)
            var decoded = model.Strings((chosen * spread + center).to(ScalarType.Float32), noise, settings.Decodings);
            var found = decoded.Select(s => s is not null && scorer.IsValid(s) ? s : null).Chunk(settings.Decodings).Select(Modal).ToList();
            Found.AddRange(found);
            scores.AddRange(found.Select(Score));
            points = cat([points, chosen], 0).MoveToOuterDisposeScope();
            report(FormattableString.Invariant(
                $"round {round + 1}/{settings.Rounds}: {found.Count(f => f is not null)} of {found.Count} valid, ") +
                FormattableString.Invariant($"best so far {Found.Min(Score):0.00}"));
        }
    }

    /// <summary>Score of a string; the worst for null.</summary>
    public double Score(string? text) => scorer.Score(text);

    /// <summary>All points of the search so far are inducing points, and random others up to the number asked for.</summary>
    SparseGaussianProcess Process(Tensor values, Tensor points, int round, ref GaussianKernel kernel)
    {
        var n = (int)points.shape[0];
        var order = Permutation.Of(n - Found.Count, RandomStream.Seed(seed, RandomPurpose.Density), round + 1);
        int[] newestFirst = [.. Enumerable.Range(n - Found.Count, Found.Count), .. order];
        Tensor Rows(Tensor of, int count) => of[tensor(newestFirst[..Math.Min(count, n)])];
        var process = settings.Process;
        kernel = kernel.Fitted(Rows(points, process.FitPoints), Rows(values, process.FitPoints), process.FitSteps);
        return new SparseGaussianProcess(kernel, points, values, Rows(points, process.Inducing));
    }

    static double Error(SparseGaussianProcess process, Tensor points, double[] values) =>
        (process.Predict(points).Mean - tensor(values)).square().mean().sqrt().ToDouble();

    /// <summary>The most frequent string, the first in alphabetical order among equals; null if there is none.</summary>
    internal static string? Modal(IEnumerable<string?> decodings) =>
        decodings.OfType<string>().CountBy(s => s)
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key).FirstOrDefault();
}
