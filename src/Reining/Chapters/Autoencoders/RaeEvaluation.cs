using Reining.Densities;
using Reining.Images;
using Reining.Metrics;
using Reining.Models;
using Reining.Numerics;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>Measures one trained model: the columns of the thesis's Table 1 and what the chapter adds to them.</summary>
sealed class RaeEvaluation(RaeProfile profile, RaeData data, ulong seed, RaeModel row, Autoencoder model)
{
    public const int Components = 10;
    public const int MixtureRestarts = 3;

    readonly Lazy<IReadOnlyDictionary<string, IDensity>> _densities =
        new(() => Fit(profile, data, seed, model, row.FirstStage is null ? profile.Densities : [RaeImages.SecondStage]));

    /// <summary>Densities of these names, fitted to the codes of the training images.</summary>
    public static IReadOnlyDictionary<string, IDensity> Fit(
        RaeProfile profile, RaeData data, ulong seed, Autoencoder model, IEnumerable<string> names)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var codes = model.CodesOf(RaeData.Input(data.Train)); // (N, d)
        return names.ToDictionary(n => n, n => Fit(n, codes, profile, (int)(RandomStream.Seed(seed, RandomPurpose.Density) >> 33)));
    }

    /// <summary>Scores of every kind of images that the profile and the model ask for.</summary>
    public Measurement Measure(long bestEpoch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var stage = _densities.Value.Values.OfType<SecondStageVae>().SingleOrDefault();
        var images = RaeData.Input(data.HeldOut); // (n, C, S, S)
        var codes = model.CodesOf(images); // (n, d)
        var reconstructions = model.ImagesOf(stage is null ? codes : stage.Reconstruct(codes));

        var numbers = new Dictionary<string, double>
        {
            [RaeMeasurements.BestEpochKey] = bestEpoch,
            [RaeMeasurements.SquaredErrorKey] = ReconstructionError.Between(images, reconstructions).PerImage,
        };
        void Add(string kind, ImageScores scores)
        {
            foreach (var (key, value) in scores.Numbers(kind))
                numbers[key] = value;
        }
        Add(RaeImages.Reconstruction, data.Score(reconstructions));
        if (stage is null && model.IsStochastic)
            Add(RaeImages.DrawnReconstruction, ScoreOf(DrawnCodes(images)));
        foreach (var (kind, density) in _densities.Value)
            Add(kind, ScoreOf(density.Sample(profile.EvaluationImages, SamplingSeed)));
        foreach (var (kind, middles) in MidPoints(codes, stage))
            Add(kind, ScoreOf(middles));
        return new Measurement(row.Id, seed) { Numbers = numbers };
    }

    /// <summary>Held-out images, their reconstructions, samples of each density, and a walk between two.</summary>
    public ImageGrid Overview()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = RaeData.Input(data.HeldOut.Take(RaePictures.Columns)); // (12, C, S, S)
        var codes = model.CodesOf(images);
        ImageBatch Decoded(Tensor z) => RaePictures.Batch(model.ImagesOf(z));
        return ImageGrid.OfRows(
        [
            ("real", RaePictures.Batch(images)),
            ("reconstructed", Decoded(codes)),
            .. _densities.Value.Select(d => (RaeImages.Label(d.Key), Decoded(d.Value.Sample(RaePictures.Columns, SamplingSeed)))),
            ("interpolated", Decoded(RaePictures.Walk(codes[0], codes[1], RaePictures.Columns))),
        ], $"{row.Name}: reconstructions, samples of {_densities.Value.Count} densities, a walk between two images");
    }

    Tensor DrawnCodes(Tensor images)
    {
        using var random = RandomStream.Generator(seed, RandomPurpose.Posterior);
        return MiniBatches.Map(images, piece => model.DrawCodes(piece, random).cpu());
    }

    int SamplingSeed => (int)(RandomStream.Seed(seed, RandomPurpose.Sampling) >> 33);

    ImageScores ScoreOf(Tensor codes)
    {
        using var scope = NewDisposeScope();
        return data.Score(model.ImagesOf(codes));
    }

    /// <summary>Midpoints between random pairs of codes, (n, d) each; those of the two-stage VAE in the second stage's space.</summary>
    IEnumerable<(string Kind, Tensor Middles)> MidPoints(Tensor codes, SecondStageVae? stage)
    {
        using var random = RandomStream.Generator(seed, RandomPurpose.Interpolation);
        var start = stage is null ? codes : stage.Encode(codes); // (n, d)
        var end = start.index_select(0, randperm(start.shape[0], generator: random));
        if (stage is not null)
            return [(RaeImages.Interpolation, stage.Decode(Interpolation.RescaledLinear(start, end)))];
        return
        [
            (RaeImages.Interpolation, Interpolation.Linear(start, end)),
            (RaeImages.Rescaled, Interpolation.RescaledLinear(start, end)),
            (RaeImages.Spherical, Interpolation.Spherical(start, end)),
        ];
    }

    static IDensity Fit(string name, Tensor codes, RaeProfile profile, int seed) => name switch
    {
        RaeImages.StandardNormal => new StandardNormal(codes.shape[1]),
        RaeImages.Gaussian => FullGaussian.Fit(codes, ridge: 1e-6),
        RaeImages.ZeroMean => FullGaussian.Fit(codes, zeroMean: true, ridge: 1e-6),
        RaeImages.Mixture => GaussianMixture.Fit(
            codes, new GaussianMixtureOptions { Components = Components, Restarts = MixtureRestarts, Seed = seed }),
        RaeImages.Variational => VariationalMixture.Fit(codes, new VariationalMixtureOptions { Components = Components, Seed = seed }),
        RaeImages.Flow => NormalizingFlow.Fit(codes, new NormalizingFlowOptions { Seed = (ulong)seed }),
        RaeImages.SecondStage => SecondStageVae.Fit(codes, profile.SecondStage with { Seed = (ulong)seed }),
        _ => throw new ArgumentException($"Density: expected one of {string.Join(", ", RaeImages.Densities)}, got '{name}'."),
    };
}
