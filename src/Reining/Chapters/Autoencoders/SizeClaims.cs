namespace Reining.Chapters.Autoencoders;

/// <summary>The relations R13 and R14 of rae.md §9: how many components, and how many training digits.</summary>
public static class SizeClaims
{
    const int Usual = RaeEvaluation.Components;
    const string Source = "rae.md §9", Rae = "rae";

    /// <summary>R13, on the sweep of one model whose codes nothing but a weak penalty shapes.</summary>
    public static Claim Components { get; } = new(
        "rae/R13",
        "Ten components are clearly better than one, and many more than ten raise the gap between training and validation log-likelihood",
        Source)
    {
        Comparisons =
        [
            new("RAE: distance with 10 components", v => MixtureSweep.Distance(At(v, Usual)), "with 1",
                v => MixtureSweep.Distance(At(v, 1)), RaeMargins.Clearly),
            new("RAE: gap with 10 components", v => MixtureSweep.Gap(At(v, Usual)), "with the most of the sweep",
                v => MixtureSweep.Gap(Most(v)), Margin.NotAbove()),
        ],
    };

    /// <summary>R14, on measurements with many and with few training digits.</summary>
    public static Claim TrainingDigits { get; } = new(
        "rae/R14", "The mixture's gain over N shrinks with the number of training digits", Source)
    {
        Comparisons =
        [
            .. FewDigitsModels.Select(m => new Comparison($"{RaeModel.Named(m).Name}: N / mixture with few digits",
                v => v[m, RaeExperiment.FewDigits].Gain(), "with many", v => v[m].Gain(), RaeMargins.AtMost)),
        ],
    };

    /// <summary>The models that are also trained on few digits.</summary>
    internal static IReadOnlyList<string> FewDigitsModels => ["vae", Rae];

    static Measurement Most(SeedView v)
    {
        var most = v.Along(Rae, MixtureSweep.Sweep)[^1];
        return most.Axis is { Value: <= Usual } ? throw new MissingMeasurementException($"{Rae}, more than {Usual} components") : most;
    }

    static Measurement At(SeedView v, int components) => v[Rae, MixtureSweep.Sweep, components];
}
