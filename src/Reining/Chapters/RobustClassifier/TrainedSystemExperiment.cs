using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Further measurements of a system that another experiment has trained, in an arm of their own.</summary>
public abstract class TrainedSystemExperiment : Experiment
{
    private protected TrainedSystemExperiment(
        RobustProfile profile, RobustExperiment system, string arm, object config, Lazy<RobustData> data, RobustExperiment? other = null,
        string? model = null)
        : base($"{system.Path}-{arm}", config, model ?? system.Model, system.Seed)
    {
        (Profile, System, Digits) = (profile, system, data);
        (Title, Arm, Data, Requires) = (
            $"{system.Title}, {arm}", model is null ? arm : "", system.Data, other is null ? [system] : [system, other]);
    }

    private protected RobustProfile Profile { get; }

    private protected RobustExperiment System { get; }

    private protected Lazy<RobustData> Digits { get; }

    /// <summary>Budgets in L∞.</summary>
    private protected IReadOnlyList<double> Budgets => Profile.RivalEpsilons ?? Profile.Epsilons;

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Work(ExperimentControl control)
    {
        ArgumentNullException.ThrowIfNull(control);
        Run.WriteEnvironment(control.Compute);
        using var scope = NewDisposeScope();
        var (net, classifier) = System.LoadClassifier();
        using (net)
            return [.. Measure(net, classifier, control.Say)];
    }

    private protected abstract IEnumerable<Measurement> Measure(nn.Module net, SelectiveClassifier classifier, Action<string> say);

    /// <summary>A measurement of this arm.</summary>
    private protected Measurement Of(IEnumerable<KeyValuePair<string, double>> numbers, double? epsilon = null) => new(Model, Seed)
    {
        Arm = Arm,
        Data = Data,
        Axis = epsilon is { } value ? new(RobustKeys.Epsilon, value) : null,
        Numbers = numbers.ToDictionary(),
    };
}
