using System.Text.Json;
using Reining.Densities;
using Reining.Images;
using Reining.Metrics;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Rae;

/// <summary>
/// Trains one model with one seed, fits the three densities to its training codes, and measures the five kinds of images of
/// the thesis's Table 1. Everything is kept in the run folder; a finished experiment is read back instead of run again.
/// </summary>
public sealed class RaeExperiment
{
    const int Components = 10;
    const int MixtureRestarts = 3;
    const int GridColumns = 12;
    const string ResultFile = "result.json";

    readonly RaeProfile _profile;
    readonly RaeModel _model;
    readonly ulong _seed;
    readonly FitOptions _fit;

    /// <summary>Opens the run folder below <paramref name="outFolder"/>.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="model">Which model.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="outFolder">The output folder, <c>out</c>.</param>
    public RaeExperiment(RaeProfile profile, RaeModel model, ulong seed, string outFolder)
    {
        (_profile, _model, _seed) = (profile, model, seed);
        _fit = new FitOptions(profile.Epochs, Seed: seed) { Adam = new AdamOptions(profile.LearningRate) };
        var name = FormattableString.Invariant($"{profile.Name}-{model.Name.ToLowerInvariant()}-f{profile.Width}-d{RaeProfile.LatentSize}-e{profile.Epochs}-s{seed}");
        Run = new RunFolder(Path.Combine(outFolder, "runs", "rae", name), new
        {
            Chapter = "rae",
            Model = model.Name,
            model.Weights,
            Net,
            Fit = _fit,
            Data = new { profile.TrainImages, profile.ValidationImages, profile.EvaluationImages },
            Density = new { Components, MixtureRestarts },
        });
    }

    /// <summary>The run folder.</summary>
    public RunFolder Run { get; }

    /// <summary>Whether the result is already there.</summary>
    public bool IsFinished => File.Exists(Run.File(ResultFile));

    ConvNetOptions Net => ConvNetOptions.Mnist(_profile.Width, RaeProfile.LatentSize) with { NormMomentum = _profile.NormMomentum };

    /// <summary>Trains (or resumes, or reads back) and measures.</summary>
    /// <param name="data">The digits.</param>
    /// <param name="progress">Where to show the training, or null.</param>
    /// <param name="cancellation">Stops after a checkpoint.</param>
    public RaeMeasurement Measure(RaeData data, Action<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (IsFinished)
            return ReadResult();

        using var model = Fresh();
        RealPicture(data);
        var trainer = new Trainer(data.Train, data.Validation, _fit)
        {
            OnProgress = progress,
            WriteSamples = (m, file) => EarlySamples(m, data).Save(file),
        };
        var fit = trainer.Fit(model, Run, cancellation);
        var measurement = Measure(model, data, fit.BestEpoch);
        AtomicFile.WriteText(Run.File(ResultFile), JsonSerializer.Serialize(measurement, RunFolder.Json) + "\n");
        return measurement;
    }

    RaeMeasurement ReadResult()
    {
        try
        {
            return JsonSerializer.Deserialize<RaeMeasurement>(File.ReadAllText(Run.File(ResultFile)), RunFolder.Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Read '{Run.File(ResultFile)}': expected a measurement, got text that does not parse ({e.Message}); remove the file to measure again.", e);
        }
    }

    /// <summary>The finished model with its chosen weights, in evaluation mode.</summary>
    /// <exception cref="FileNotFoundException">The run is not finished.</exception>
    public Autoencoder Load()
    {
        if (!File.Exists(Run.ModelFile))
            throw new FileNotFoundException($"Load {_model.Name}: expected '{Run.ModelFile}', which a finished run leaves; call Measure first.", Run.ModelFile);
        var model = Fresh();
        Reining.Torch.Weights.Load(model, Run.ModelFile);
        model.eval();
        return model;
    }

    Autoencoder Fresh()
    {
        using var random = RandomStream.Generator(_seed, RandomPurpose.Weights);
        return _model.Make(Net, random);
    }

    RaeMeasurement Measure(Autoencoder model, RaeData data, long bestEpoch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var densities = Densities(model, data);
        var heldOut = RaeData.Padded(data.HeldOut); // (n, 1, 32, 32)
        var codes = MiniBatches.Map(heldOut, model.Encode); // (n, d)
        var reconstructions = MiniBatches.Map(codes, model.Decode);
        var middles = MidPoints(codes);

        Pictures(model, densities, heldOut, codes, reconstructions);
        double SampleDistance(IDensity density)
        {
            using var inner = NewDisposeScope();
            return data.Distance(MiniBatches.Map(density.Sample(_profile.EvaluationImages, Seed(RandomPurpose.Sampling)), model.Decode));
        }
        return new RaeMeasurement(
            _model.Name, _seed,
            Reconstruction: data.Distance(reconstructions),
            StandardNormal: SampleDistance(densities[0]),
            Gaussian: SampleDistance(densities[1]),
            Mixture: SampleDistance(densities[2]),
            Interpolation: data.Distance(MiniBatches.Map(middles, model.Decode)),
            SquaredError: ReconstructionError.Between(heldOut, reconstructions).PerImage,
            BestEpoch: bestEpoch);
    }

    /// <summary>N(0, I), a Gaussian and a mixture of ten, the latter two fitted to the codes of the training images.</summary>
    public IReadOnlyList<IDensity> Densities(Autoencoder model, RaeData data)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var codes = MiniBatches.Map(RaeData.Padded(data.Train), model.Encode); // (N, d)
        return
        [
            new StandardNormal(RaeProfile.LatentSize),
            FullGaussian.Fit(codes, ridge: 1e-6),
            GaussianMixture.Fit(codes, new GaussianMixtureOptions { Components = Components, Restarts = MixtureRestarts, Seed = Seed(RandomPurpose.Density) }),
        ];
    }

    /// <summary>Linear mid-points between random pairs of codes, (n, d).</summary>
    Tensor MidPoints(Tensor codes)
    {
        using var random = RandomStream.Generator(_seed, RandomPurpose.Interpolation);
        return (codes + codes.index_select(0, randperm(codes.shape[0], generator: random))) / 2;
    }

    int Seed(RandomPurpose purpose) => (int)(RandomStream.Seed(_seed, purpose) >> 33);

    void RealPicture(RaeData data) => ImageGrid.Of(
        new ImageBatch(RaeData.Padded(data.Train.Take(8 * GridColumns)), PixelRange.ZeroToOne),
        new ImageGridOptions { Columns = GridColumns, AltText = "training digits" }).Save(Run.File("reals.png"));

    /// <summary>Held-out digits, their reconstructions, and samples of a Gaussian fitted to some codes, as a first look during training.</summary>
    static ImageGrid EarlySamples(Autoencoder model, RaeData data)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = RaeData.Padded(data.Validation); // (n, 1, 32, 32)
        var codes = MiniBatches.Map(images, model.Encode);
        var samples = FullGaussian.Fit(codes, ridge: 1e-6).Sample(2 * GridColumns, seed: 1);
        return ImageGrid.OfRows(
        [
            ("digits", Batch(images.narrow(0, 0, GridColumns))),
            ("reconstructed", Batch(model.Decode(codes.narrow(0, 0, GridColumns)))),
            ("sampled", Batch(model.Decode(samples.narrow(0, 0, GridColumns)))),
            ("", Batch(model.Decode(samples.narrow(0, GridColumns, GridColumns)))),
        ], "digits, their reconstructions and samples during training");
    }

    void Pictures(Autoencoder model, IReadOnlyList<IDensity> densities, Tensor heldOut, Tensor codes, Tensor reconstructions)
    {
        using var scope = NewDisposeScope();
        ImageGrid.OfRows(
        [
            ("digits", Batch(heldOut.narrow(0, 0, GridColumns))),
            ("reconstructed", Batch(reconstructions.narrow(0, 0, GridColumns))),
            .. densities.Select(d => (d.Name, Batch(model.Decode(d.Sample(GridColumns, Seed(RandomPurpose.Sampling)))))),
            ("interpolated", Batch(model.Decode(Walk(codes[0], codes[1], GridColumns)))),
        ], $"{_model.Name}: reconstructions, samples of three densities, a walk between two digits").Save(Run.File("overview.png"));
    }

    /// <summary>Codes on the line from one to the other, (steps, d).</summary>
    public static Tensor Walk(Tensor from, Tensor to, int steps)
    {
        var share = linspace(0, 1, steps).unsqueeze(1); // (steps, 1)
        return (1 - share) * from.unsqueeze(0) + share * to.unsqueeze(0); // (steps, d)
    }

    static ImageBatch Batch(Tensor images) => new(images, PixelRange.ZeroToOne);
}
