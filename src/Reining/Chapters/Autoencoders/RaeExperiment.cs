using Reining.Densities;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>Trains one model with one seed and measures what it makes.</summary>
public sealed class RaeExperiment : Experiment<Autoencoder>
{
    /// <summary>Identifier of the arm with few training digits (R14).</summary>
    public const string FewDigits = "few-digits";

    /// <summary>Identifier of the arm with batch normalization's running averages.</summary>
    public const string RunningAverages = "running-averages";

    /// <summary>Identifiers of the arms that are trained with products in bfloat16, and beside it in float32.</summary>
    internal const string BFloat16 = "bf16", Float32 = "fp32";

    const double KerasEpsilon = 1e-7, KerasImprovement = 1e-4; // the author's, by default

    readonly RaeProfile _profile;
    readonly RaeModel _model;
    readonly Lazy<RaeData> _data;
    readonly RaeDataSet _set;
    readonly RaeExperiment? _firstStage;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="model">Which model.</param>
    /// <param name="seed">Seed of everything random in it.</param>
    /// <param name="data">The digits, and where to compute.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    /// <param name="arm">Identifier of the arm.</param>
    /// <param name="set">What the data are; null for <see cref="RaeDataSet.Digits"/>.</param>
    public RaeExperiment(
        RaeProfile profile, RaeModel model, ulong seed, Lazy<RaeData> data, string runs, string arm = "", RaeDataSet? set = null)
        : base(System.IO.Path.Combine(runs, NameOf(profile, model, seed, arm, set)), Config(profile, model, seed, arm, set), model.Id, seed)
    {
        set ??= RaeDataSet.Digits;
        (_profile, _model, _data, _set) = (profile, model, data, set);
        var what = arm switch
        {
            FewDigits => ", few digits",
            BFloat16 or Float32 => $", {arm}",
            _ => set == RaeDataSet.Digits ? "" : $", {set.Images}",
        };
        (Arm, Data, Title) = (arm, set.Id, $"{model.Name}{what}, seed {seed}");
        if (model.FirstStage is { } first)
            Requires = [_firstStage = new RaeExperiment(profile, first, seed, data, runs, arm, set)];
    }

    /// <inheritdoc/>
    public override Autoencoder Load() => _firstStage is null ? base.Load() : _firstStage.Load();

    /// <summary>Densities fitted to the codes of the training images, by name; those of the profile if none are named.</summary>
    public IReadOnlyDictionary<string, IDensity> Densities(Autoencoder model, params IReadOnlyList<string> names) =>
        RaeEvaluation.Fit(_profile, _data.Value, Seed, model, names.Count == 0 ? _profile.Densities : names);

    /// <summary>The first images (N, C, S, S) that it was trained on.</summary>
    internal Tensor TrainingImages(int most) => RaeData.Input(_data.Value.Train.Take(Math.Min(most, _data.Value.Train.Count)));

    /// <inheritdoc/>
    protected override Autoencoder Make()
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        return _model.Make(Net(_profile, _set), random, images => _data.Value.LossFeatures(images));
    }

    /// <inheritdoc/>
    protected override FitResult Train(Autoencoder model, ExperimentControl control)
    {
        if (_firstStage is not null)
        {
            Weights.Load(model, _firstStage.Run.ModelFile);
            model.to(_data.Value.Compute.Device).eval();
            var best = (long)_firstStage.Results()[0][RaeMeasurements.BestEpochKey];
            return new FitResult(Steps: 0, best, BestValidationLoss: double.NaN, LearningRate: double.NaN);
        }
        RaePictures.Reals(_data.Value).Save(Run.File("reals.png"));
        var trainer = new Trainer(_data.Value.Train, _data.Value.Validation, Fit(_profile, _model, Seed, Arm, _set))
        {
            Compute = Arm == BFloat16 ? control.Compute.In(Precision.BFloat16) : control.Compute,
            OnProgress = control.OnStep,
            WriteSamples = (m, file) => RaePictures.Early(m, _data.Value).Save(file),
        };
        return trainer.Fit(model, Run, control.Cancellation);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Measure(Autoencoder model, FitResult fit, ExperimentControl control)
    {
        var evaluation = new RaeEvaluation(_profile, _data.Value, Seed, _model, model);
        evaluation.Overview().Save(Run.File("overview.png"));
        var measured = evaluation.Measure(fit.BestEpoch) with { Arm = Arm, Data = Data };
        return ComparesStatistics(_profile, _model, Seed, Arm) ? [measured, WithRunningAverages(fit)] : [measured];
    }

    Measurement WithRunningAverages(FitResult fit)
    {
        using var model = Make();
        Weights.Load(model, Run.File(RunFolder.Running(FitPlan.Model)));
        model.to(_data.Value.Compute.Device).eval();
        var measured = new RaeEvaluation(_profile, _data.Value, Seed, _model, model).Measure(fit.BestEpoch);
        return measured with { Arm = RunningAverages, Data = Data };
    }

    static bool ComparesStatistics(RaeProfile profile, RaeModel model, ulong seed, string arm) =>
        profile.ComparesStatistics && arm.Length == 0 && seed == profile.Seeds[0] && model.FirstStage is null &&
        RaeModel.Table.Contains(model);

    static string NameOf(RaeProfile profile, RaeModel model, ulong seed, string arm, RaeDataSet? set) => FormattableString.Invariant(
        $"{profile.Name}-{model.Id}{(arm.Length == 0 ? "" : "-")}{arm}-f{profile.Width}-d{Net(profile, set).LatentSize}") +
        FormattableString.Invariant($"-e{profile.Epochs}-s{seed}");

    internal static ConvNetOptions Net(RaeProfile profile, RaeDataSet? set = null) =>
        (set ?? RaeDataSet.Digits).Weights.Net with { Width = profile.Width, NormMomentum = profile.NormMomentum };

    internal static FitOptions Fit(RaeProfile profile, RaeModel model, ulong seed, string arm, RaeDataSet? set = null) => new(
        profile.Epochs, Seed: seed)
    {
        KeepRunningStatistics = ComparesStatistics(profile, model, seed, arm),
        Adam = profile.LearningRate is { } rate ? new AdamOptions(rate) : new AdamOptions(model.AuthorsRate, Epsilon: KerasEpsilon),
        PlateauPatience = new FitOptions(1).PlateauPatience * Longer(profile, set), // in epochs, which are short where images are few
        PlateauImprovement = KerasImprovement * (model.AveragesPixels ? Net(profile, set).Pixels : 1),
    };

    // Epochs of a set with few images over those that its profile has for digits.
    static int Longer(RaeProfile profile, RaeDataSet? set) =>
        set?.Most is null ? 1 : Math.Max(1, profile.Epochs / RaeProfile.Profiles.Named(profile.Name).Epochs);

    static object Config(RaeProfile profile, RaeModel model, ulong seed, string arm, RaeDataSet? set) => new
    {
        Chapter = RaeChapter.Name,
        Model = model.Id,
        model.Weights,
        Net = Net(profile, set),
        Fit = Fit(profile, model, seed, arm, set),
        Data = new { profile.TrainImages, profile.ValidationImages, profile.EvaluationImages },
        Density = new { RaeEvaluation.Components, RaeEvaluation.MixtureRestarts, profile.Densities, profile.SecondStage },
    };
}
