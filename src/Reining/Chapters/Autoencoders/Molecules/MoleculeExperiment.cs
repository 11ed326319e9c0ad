using Reining.Chapters.Autoencoders.Expressions;
using Reining.Data;
using Reining.Grammar;
using Reining.Models;
using Reining.Training;

namespace Reining.Chapters.Autoencoders.Molecules;

/// <summary>Trains one model of molecules with one seed, counts valid samples, and searches among its codes. Needs RDKit.</summary>
/// <param name="profile">Sizes.</param>
/// <param name="model">Which model.</param>
/// <param name="seed">Seed of everything random in it.</param>
/// <param name="outFolder">The output folder, <c>out</c>.</param>
public sealed class MoleculeExperiment(MoleculeProfile profile, GrammarModel model, ulong seed, string outFolder)
    : Experiment<GrammarAutoencoder>(
        System.IO.Path.Combine(
            outFolder, "runs", MoleculePart.Name,
            FormattableString.Invariant($"{profile.Name}-{model.Id}-h{profile.RecurrentSize}-e{profile.Epochs}-s{seed}")),
        new { Chapter = MoleculePart.Name, Model = model.Id, Profile = profile, Options = profile.Options(model), Fit = profile.Fit(seed) },
        model.Id, seed)
{
    /// <summary>The seed's molecules: nine tenths to train on, one to validate.</summary>
    /// <param name="dataFolder">RDKit's folder of data.</param>
    public (IReadOnlyList<string> Train, IReadOnlyList<string> Validation) Strings(string dataFolder)
    {
        var all = MoleculeData.Load(dataFolder, profile.Rules, profile.Characters);
        string[] chosen = [.. Permutation.Of(all.Count, Seed, -1).Take(profile.Molecules).Select(i => all[i])];
        return (chosen[(chosen.Length / 10)..], chosen[..(chosen.Length / 10)]);
    }

    /// <inheritdoc/>
    protected override GrammarAutoencoder Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        return new GrammarAutoencoder(profile.Options(model), profile.Alphabet(model), random);
    }

    /// <inheritdoc/>
    protected override FitResult Train(GrammarAutoencoder net, ExperimentControl control)
    {
        using var scorer = MoleculeScorer.Start();
        var (train, held) = Strings(scorer.DataFolder);
        var (symbols, heldSymbols) = (GrammarAutoencoder.Symbols(net.Alphabet, train), GrammarAutoencoder.Symbols(net.Alphabet, held));
        return new SequenceTrainer(symbols, heldSymbols, profile.Fit(Seed)) { OnProgress = control.OnStep }
            .Fit(net, Run, control.Cancellation);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(GrammarAutoencoder net, FitResult fit, ExperimentControl control)
    {
        using var scorer = MoleculeScorer.Start();
        var (train, held) = Strings(scorer.DataFolder);
        var measured = new GrammarEvaluation(net, scorer, profile.Settings, Seed).Measure(train, held, control);
        return [measured with { Model = Model, Arm = Arm, Data = Data }];
    }
}
