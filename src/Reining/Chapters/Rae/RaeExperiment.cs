using Reining.Densities;
using Reining.Models;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Rae;

/// <summary>
/// Trains one model with one seed and measures what it makes. Everything is kept in the run folder; a finished experiment is read
/// back instead of run again, and one whose result was removed is measured again without training.
/// </summary>
public sealed class RaeExperiment
{
    const string ResultFile = "result.json";
    const double KerasEpsilon = 1e-7, KerasImprovement = 1e-4; // the author's, by default

    readonly RaeProfile _profile;
    readonly RaeModel _model;
    readonly ulong _seed;
    readonly FitOptions _fit;
    readonly RaeExperiment? _firstStage;

    /// <summary>Opens the run folder below <paramref name="outFolder"/>.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="model">Which model.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="outFolder">The output folder, <c>out</c>.</param>
    /// <exception cref="InvalidDataException">The folder holds a run with other options.</exception>
    public RaeExperiment(RaeProfile profile, RaeModel model, ulong seed, string outFolder)
    {
        (_profile, _model, _seed) = (profile, model, seed);
        _fit = new FitOptions(profile.Epochs, Seed: seed)
        {
            Adam = profile.LearningRate is { } rate ? new AdamOptions(rate) : new AdamOptions(model.AuthorsRate, Epsilon: KerasEpsilon),
            PlateauImprovement = KerasImprovement * (model.AveragesPixels ? Net.Pixels : 1),
        };
        _firstStage = model.FirstStage is { } first ? new RaeExperiment(profile, first, seed, outFolder) : null;
        var name = FormattableString.Invariant($"{profile.Name}-{Slug(model.Name)}-f{profile.Width}-d{RaeProfile.LatentSize}-e{profile.Epochs}-s{seed}");
        Run = new RunFolder(Path.Combine(outFolder, "runs", "rae", name), new
        {
            Chapter = "rae",
            Model = model.Name,
            model.Weights,
            Net,
            Fit = _fit,
            Data = new { profile.TrainImages, profile.ValidationImages, profile.EvaluationImages },
            Density = new { RaeEvaluation.Components, RaeEvaluation.MixtureRestarts, profile.Densities, profile.SecondStage },
        });
    }

    /// <summary>The run folder.</summary>
    public RunFolder Run { get; }

    /// <summary>Whether the result is already there.</summary>
    public bool IsFinished => File.Exists(Run.File(ResultFile));

    ConvNetOptions Net => ConvNetOptions.Mnist(_profile.Width, RaeProfile.LatentSize) with { NormMomentum = _profile.NormMomentum };

    /// <summary>Trains (or resumes, or reads back) and measures.</summary>
    /// <param name="data">The digits, and where to compute.</param>
    /// <param name="progress">Where to show the training, or null.</param>
    /// <param name="cancellation">Stops after a checkpoint.</param>
    public RaeMeasurement Measure(RaeData data, Action<FitProgress>? progress = null, CancellationToken cancellation = default) =>
        Run.Result(ResultFile, () => TrainAndMeasure(data, progress, cancellation), cancellation);

    RaeMeasurement TrainAndMeasure(RaeData data, Action<FitProgress>? progress, CancellationToken cancellation)
    {
        using var model = Fresh(data.LossFeatures);
        var fit = Train(model, data, progress, cancellation);
        var evaluation = new RaeEvaluation(_profile, data, _seed, _model, model);
        evaluation.Overview().Save(Run.File("overview.png"));
        return evaluation.Measure(fit.BestEpoch);
    }

    /// <summary>The finished model with its chosen weights, in evaluation mode.</summary>
    /// <exception cref="FileNotFoundException">The run is not finished.</exception>
    public Autoencoder Load()
    {
        if (_firstStage is not null)
            return _firstStage.Load();
        if (!File.Exists(Run.ModelFile))
            throw new FileNotFoundException($"Load {_model.Name}: expected '{Run.ModelFile}', which a finished run leaves; call Measure first.", Run.ModelFile);
        var model = Fresh();
        Reining.Torch.Weights.Load(model, Run.ModelFile);
        model.eval();
        return model;
    }

    /// <summary>Densities fitted to the codes of the training images, by name; those of the profile if none are named.</summary>
    public IReadOnlyDictionary<string, IDensity> Densities(Autoencoder model, RaeData data, params IReadOnlyList<string> names) =>
        RaeEvaluation.Fit(_profile, data, _seed, model, names.Count == 0 ? _profile.Densities : names);

    FitResult Train(Autoencoder model, RaeData data, Action<FitProgress>? progress, CancellationToken cancellation)
    {
        if (_firstStage is not null)
        {
            using var held = _firstStage.Run.Hold(cancellation);
            return _firstStage.Train(model, data, progress, cancellation);
        }
        RaePictures.Reals(data).Save(Run.File("reals.png"));
        var trainer = new Trainer(data.Train, data.Validation, _fit)
        {
            Compute = data.Compute,
            OnProgress = progress,
            WriteSamples = (m, file) => RaePictures.Early(m, data).Save(file),
        };
        return trainer.Fit(model, Run, cancellation);
    }

    Autoencoder Fresh(Func<Tensor, Tensor>? features = null)
    {
        using var random = RandomStream.Generator(_seed, RandomPurpose.Weights);
        return _model.Make(Net, random, features);
    }

    static string Slug(string model) => model.ToLowerInvariant().Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-');
}
