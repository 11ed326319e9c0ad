using Reining.Data;
using Reining.Grammar;
using Reining.Models;
using Reining.Training;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>Trains one model of expressions with one seed, counts valid samples, and searches among its codes.</summary>
/// <param name="profile">Sizes.</param>
/// <param name="model">Which model.</param>
/// <param name="seed">Seed of everything random in it.</param>
/// <param name="outFolder">The output folder, <c>out</c>.</param>
public sealed class GrammarExperiment(GrammarProfile profile, GrammarModel model, ulong seed, string outFolder)
    : Experiment<GrammarAutoencoder>(profile.FolderOf(model, seed, outFolder), profile.ConfigOf(model, seed), model.Id, seed)
{
    /// <summary>The seed's strings: nine tenths to train on, one to validate.</summary>
    public (IReadOnlyList<string> Train, IReadOnlyList<string> Validation) Strings()
    {
        string[] chosen = [.. Permutation.Of(ExpressionData.Count, Seed, -1).Take(profile.Strings).Select(i => ExpressionData.All[i])];
        return (chosen[(chosen.Length / 10)..], chosen[..(chosen.Length / 10)]);
    }

    /// <inheritdoc/>
    protected override GrammarAutoencoder Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        return new GrammarAutoencoder(model.Options(profile), model.Alphabet(), random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(GrammarAutoencoder net, ExperimentControl control)
    {
        var (train, held) = Strings();
        var (symbols, heldSymbols) = (GrammarAutoencoder.Symbols(net.Alphabet, train), GrammarAutoencoder.Symbols(net.Alphabet, held));
        return new SequenceTrainer(symbols, heldSymbols, profile.Fit(Seed)) { OnProgress = control.OnStep }
            .Fit(net, Run, control.Cancellation);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(GrammarAutoencoder net, FitResult fit, ExperimentControl control)
    {
        var (train, held) = Strings();
        var evaluation = new GrammarEvaluation(net, new ExpressionScorer(), profile.Settings, Seed);
        return [evaluation.Measure(train, held, control) with { Model = Model }];
    }
}
