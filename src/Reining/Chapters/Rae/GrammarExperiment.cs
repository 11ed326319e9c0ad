using Reining.Data;
using Reining.Densities;
using Reining.Grammar;
using Reining.Models;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Rae;

/// <summary>
/// Trains one model of expressions with one seed, counts valid samples, and searches among its codes. Everything is kept in the run folder; a
/// finished experiment is read back instead of run again.
/// </summary>
public sealed class GrammarExperiment
{
    const string ResultFile = "result.json";
    const double PlateauFactor = 0.2;
    const int Kept = 3;

    readonly GrammarProfile _profile;
    readonly GrammarModel _model;
    readonly ulong _seed;
    readonly FitOptions _fit;

    /// <summary>Opens the run folder below <paramref name="outFolder"/>.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="model">Which model.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="outFolder">The output folder, <c>out</c>.</param>
    public GrammarExperiment(GrammarProfile profile, GrammarModel model, ulong seed, string outFolder)
    {
        (_profile, _model, _seed) = (profile, model, seed);
        _fit = new FitOptions(profile.Epochs, profile.BatchSize, seed)
        {
            Adam = new AdamOptions(profile.LearningRate),
            PlateauPatience = profile.PlateauPatience,
            PlateauFactor = PlateauFactor,
        };
        var name = FormattableString.Invariant($"{profile.Name}-{model.Name.ToLowerInvariant()}-n{profile.Strings}-h{profile.RecurrentSize}-e{profile.Epochs}-s{seed}");
        Run = new RunFolder(Path.Combine(outFolder, "runs", "rae-grammar", name), new
        {
            Chapter = "rae-grammar",
            Model = model.Name,
            Options = model.Options(profile),
            Fit = _fit,
            profile.Strings,
            Measure = new { profile.Samples, profile.Rounds, profile.Search, profile.Process, GrammarProfile.Decodings },
        });
    }

    /// <summary>The run folder.</summary>
    public RunFolder Run { get; }

    /// <summary>Whether the result is already there.</summary>
    public bool IsFinished => File.Exists(Run.File(ResultFile));

    /// <summary>Trains (or resumes, or reads back) and measures.</summary>
    /// <param name="progress">Where to show the training, or null.</param>
    /// <param name="report">Where to say what is done after it, or null.</param>
    /// <param name="cancellation">Stops after a checkpoint, or between rounds of the search, which then starts again.</param>
    public GrammarMeasurement Measure(Action<FitProgress>? progress = null, Action<string>? report = null, CancellationToken cancellation = default) =>
        Run.Result(ResultFile, () => TrainAndMeasure(progress, report, cancellation), cancellation);

    GrammarMeasurement TrainAndMeasure(Action<FitProgress>? progress, Action<string>? report, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var model = Fresh();
        var (train, validation) = Strings();
        var trainer = new SequenceTrainer(GrammarAutoencoder.Symbols(model.Alphabet, train), GrammarAutoencoder.Symbols(model.Alphabet, validation), _fit) { OnProgress = progress };
        var fit = trainer.Fit(model, Run, cancellation);
        return Measure(model, train, validation, fit.BestEpoch, report ?? (_ => { }), cancellation);
    }

    /// <summary>The finished model with its chosen weights, in evaluation mode.</summary>
    /// <exception cref="FileNotFoundException">The run is not finished.</exception>
    public GrammarAutoencoder Load()
    {
        if (!File.Exists(Run.ModelFile))
            throw new FileNotFoundException($"Load {_model.Name}: expected '{Run.ModelFile}', which a finished run leaves; call Measure first.", Run.ModelFile);
        var model = Fresh();
        Reining.Torch.Weights.Load(model, Run.ModelFile);
        model.eval();
        return model;
    }

    /// <summary>The seed's strings: nine tenths to train on, one to validate.</summary>
    public (IReadOnlyList<string> Train, IReadOnlyList<string> Validation) Strings()
    {
        string[] chosen = [.. Permutation.Of(ExpressionData.Count, _seed, -1).Take(_profile.Strings).Select(i => ExpressionData.All[i])];
        var validation = chosen.Length / 10;
        return (chosen[validation..], chosen[..validation]);
    }

    GrammarAutoencoder Fresh()
    {
        using var random = RandomStream.Generator(_seed, RandomPurpose.Weights);
        return new GrammarAutoencoder(_model.Options(_profile), _model.Alphabet(), random);
    }

    GrammarMeasurement Measure(
        GrammarAutoencoder model, IReadOnlyList<string> train, IReadOnlyList<string> validation, long bestEpoch, Action<string> report, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor Codes(IReadOnlyList<string> strings) => cat([.. GrammarAutoencoder.Symbols(model.Alphabet, strings).split(1000).Select(model.Encode)], 0); // (n, d)
        var codes = Codes(train);
        var held = Codes(validation);
        var reconstructed = model.Strings(held, noise: null).Zip(validation).Count(p => p.First == p.Second) / (double)validation.Count;

        var noise = new GumbelNoise(RandomStream.Seed(_seed, RandomPurpose.Sampling));
        double Valid(IDensity density) =>
            model.Strings(density.Sample(_profile.Samples, (int)(RandomStream.Seed(_seed, RandomPurpose.Sampling) >> 33)), noise).Count(s => s is not null) / (double)_profile.Samples;
        var priorValid = Valid(new StandardNormal(GrammarProfile.LatentSize));
        var gaussianValid = Valid(FullGaussian.Fit(codes, ridge: 1e-6));
        report(FormattableString.Invariant($"reconstructs {reconstructed:P1}, valid samples: N(0, I) {priorValid:P1}, Gaussian {gaussianValid:P1}"));

        var search = new GrammarSearch(model, _profile, _seed);
        string[] all = [.. train, .. validation];
        search.Run(all, cat([codes, held], 0), report, cancellation);
        var scores = search.Found.Select(search.Score).ToList();
        var counted = scores.Where(s => s < ExpressionScorer.Worst).ToList();
        var best = search.Found.OfType<string>().Distinct().Select(s => (Text: s, Score: search.Score(s))).OrderBy(s => s.Score).Take(Kept).ToList();
        return new GrammarMeasurement(
            _model.Name, _seed, reconstructed, priorValid, gaussianValid,
            SearchValid: search.Found.Count(f => f is not null) / (double)search.Found.Count,
            MeanScore: counted.Count == 0 ? double.NaN : counted.Average(),
            Best: [.. best.Select(b => b.Text)], BestScores: [.. best.Select(b => b.Score)],
            PredictionError: search.PredictionError,
            BestOfData: all.Min(search.Score),
            BestEpoch: bestEpoch);
    }
}
