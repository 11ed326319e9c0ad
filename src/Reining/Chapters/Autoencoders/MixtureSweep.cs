using Reining.Data;
using Reining.Densities;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>
/// How many components a mixture of a model's codes should have: distance of its samples, and over-fitting (R13). One measurement for each
/// number of components.
/// </summary>
public sealed class MixtureSweep : Experiment
{
    /// <summary>Identifier of the arm.</summary>
    public const string Sweep = "mixture-sweep";

    /// <summary>Keys: mean log-likelihood of training and of validation codes, and their difference, in nats.</summary>
    public const string TrainKey = "train_log_likelihood", ValidationKey = "validation_log_likelihood", GapKey = "log_likelihood_gap";

    const int TrainCodes = 10_000;
    const string Axis = "components", Kind = "mixture";

    readonly RaeExperiment _trained;
    readonly RaeProfile _profile;
    readonly Lazy<RaeData> _data;

    /// <summary>The sweep of an experiment's codes.</summary>
    /// <param name="trained">The experiment.</param>
    /// <param name="profile">Sizes.</param>
    /// <param name="data">The digits.</param>
    public MixtureSweep(RaeExperiment trained, RaeProfile profile, Lazy<RaeData> data) : base(
        $"{trained.Path}-mixtures", new { Chapter = RaeChapter.Name, profile.Components, TrainCodes, profile.EvaluationImages },
        trained.Model, trained.Seed)
    {
        (_trained, _profile, _data) = (trained, profile, data);
        (Title, Arm, Data, Requires) = ($"{trained.Title}, mixtures", Sweep, trained.Data, [trained]);
    }

    /// <summary>Fréchet distance of decoded samples.</summary>
    public static double Distance(Measurement m) => m[ImageScores.FrechetKey(Kind)];

    /// <summary>Training − validation log-likelihood, in nats per code: over-fitting.</summary>
    public static double Gap(Measurement m) => m[GapKey];

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Work(ExperimentControl control)
    {
        Run.WriteEnvironment(_data.Value.Compute);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = _trained.Load();
        var digits = _data.Value;
        model.to(digits.Compute.Device);
        Tensor Codes(LabeledImages images) => model.CodesOf(RaeData.Input(images)); // (N, d)
        var options = new GaussianMixtureOptions { Seed = (int)(RandomStream.Seed(Seed, RandomPurpose.Density) >> 33) };
        var train = digits.Train.Take(Math.Min(TrainCodes, digits.Train.Count));
        var fits = MixtureSelection.Sweep(Codes(train), Codes(digits.Validation), [.. _profile.Components], options);
        return [.. fits.Select(f => new Measurement(Model, Seed)
        {
            Arm = Sweep,
            Data = Data,
            Axis = new(Axis, f.Components),
            Numbers = new Dictionary<string, double>
            {
                [ImageScores.FrechetKey(Kind)] = DistanceOf(f.Mixture), [TrainKey] = f.Train, [ValidationKey] = f.Validation,
                [GapKey] = f.Train - f.Validation,
            },
        })];

        double DistanceOf(GaussianMixture mixture)
        {
            using var inner = NewDisposeScope();
            var samples = mixture.Sample(_profile.EvaluationImages, (int)(RandomStream.Seed(Seed, RandomPurpose.Sampling) >> 33));
            return digits.Distance(model.ImagesOf(samples));
        }
    }
}
