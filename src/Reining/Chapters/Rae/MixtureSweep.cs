using Reining.Densities;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.Rae;

/// <summary>How many components a mixture of a model's codes should have: distance of its samples, and over-fitting (R13).</summary>
/// <param name="Model">Model name.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Rows">By number of components.</param>
public sealed record MixtureSweep(string Model, ulong Seed, IReadOnlyList<MixtureSweepRow> Rows)
{
    const int TrainCodes = 10_000;

    /// <summary>Sweeps a finished experiment's codes; kept in its run folder.</summary>
    public static MixtureSweep Of(RaeExperiment experiment, RaeModel model, ulong seed, RaeProfile profile, RaeData data, CancellationToken cancellation = default) =>
        experiment.Run.Result("mixtures.json", () => Measure(experiment, model, seed, profile, data), cancellation);

    static MixtureSweep Measure(RaeExperiment experiment, RaeModel row, ulong seed, RaeProfile profile, RaeData data)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = experiment.Load();
        model.to(data.Compute.Device);
        Tensor Codes(Data.LabeledImages images) => model.CodesOf(RaeData.Input(images)); // (N, d)
        var options = new GaussianMixtureOptions { Seed = (int)(RandomStream.Seed(seed, RandomPurpose.Density) >> 33) };
        var fits = MixtureSelection.Sweep(Codes(data.Train.Take(Math.Min(TrainCodes, data.Train.Count))), Codes(data.Validation), [.. profile.Components], options);
        return new(row.Name, seed, [.. fits.Select(f => new MixtureSweepRow(f.Components, Distance(f.Mixture), f.Train, f.Validation))]);

        double Distance(GaussianMixture mixture)
        {
            using var inner = NewDisposeScope();
            var samples = mixture.Sample(profile.EvaluationImages, (int)(RandomStream.Seed(seed, RandomPurpose.Sampling) >> 33));
            return data.Distance(model.ImagesOf(samples));
        }
    }
}
