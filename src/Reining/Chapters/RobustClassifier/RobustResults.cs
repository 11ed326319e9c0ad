using Reining.Figures;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Tables, figures and pictures of the chapter.</summary>
/// <param name="run">The finished part.</param>
public sealed class RobustResults(PartRun run)
{
    static readonly (string Key, string Name)[] Attacks =
    [
        (RobustKeys.Noise, "noise"), (RobustKeys.SingleStep, "FGSM"), (RobustKeys.Iterative, "PGD on the encoder"),
        (RobustKeys.Orthogonal, "orthogonal PGD"), (RobustKeys.Square, "square"), (RobustKeys.Adaptive, "A1, which knows the rule"),
    ];

    /// <summary>Sizes of the run.</summary>
    public RobustProfile Profile { get; } = RobustProfile.Profiles.Named(run.Request.Profile);

    /// <summary>All tables by file name.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables =>
        [("clean", Clean()), ("attacks", UnderAttack()), ("systems", Systems()), ("mixture", Mixture())];

    /// <summary>All figures by file name.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures =>
    [
        ("single-step", Outcomes(RobustKeys.SingleStep)), ("adaptive", Outcomes(RobustKeys.Adaptive)), ("systems", Comparison()),
        ("total-robust-loss", TotalLoss()),
    ];

    /// <summary>Each system on clean test digits.</summary>
    public ResultTable Clean() => SeedTable.Of(
        "Clean test digits", "system", Rows(0),
        Percent("right without tests", RobustKeys.RawAccuracy), Percent("accepted, right", "clean.right"),
        Percent("accepted, wrong", "clean.wrong"), Percent("rejected", "clean.rejected"),
        new("AURC", m => m[RobustKeys.RiskArea], "0.0000", Best.Lowest), new("oracle", m => m[RobustKeys.OracleArea], "0.0000"));

    /// <summary>The thesis's classifier: what each attack achieves by budget, in percent accepted wrongly.</summary>
    public ResultTable UnderAttack()
    {
        var table = OverBudgets("GM-VAE under attack: accepted wrongly, %", "attack");
        foreach (var (key, name) in Attacks)
            Add(table, name, RobustModel.Mixture, $"{key}.wrong");
        return table;
    }

    /// <summary>All systems under the worst attack on each image, by budget.</summary>
    public ResultTable Systems()
    {
        var table = OverBudgets("Worst attack on each digit: accepted wrongly, %", "system");
        foreach (var model in RobustModel.All)
            Add(table, model.Name, model, RobustKeys.Worst);
        return table;
    }

    /// <summary>What the mixture's codes look like, and whether C5's condition is met.</summary>
    public ResultTable Mixture() => SeedTable.Of(
        "Codes and reconstructions", "system", Rows(0).Where(r => r.Seeds.Any(m => m.Has(RobustKeys.Radius))),
        new SeedColumn("distance to the component", m => m[RobustKeys.Radius], "0.000"),
        new SeedColumn("threshold", m => m[RobustKeys.EncoderThreshold], "0.000"),
        new SeedColumn("reconstruction error", m => m[RobustKeys.Reconstruction]),
        new SeedColumn("largest threshold", m => m[RobustKeys.DecoderThreshold]),
        new SeedColumn("smallest distance of decoded components", m => m[RobustKeys.DecodedGap]),
        new SeedColumn("noise accepted, %", m => 100 * m[RobustKeys.FoolingBefore], "0"),
        new SeedColumn("optimized noise accepted, %", m => 100 * m[RobustKeys.FoolingAfter], "0"));

    /// <summary>Accepted rightly, accepted wrongly and rejected over the budget, for one attack on the thesis's classifier.</summary>
    /// <param name="attack">Its key: <c>noise</c>, <c>fgsm</c>, <c>pgd</c>, <c>opgd</c>, <c>square</c> or <c>a1</c>.</param>
    public Figure Outcomes(string attack = RobustKeys.SingleStep)
    {
        var name = Attacks.First(a => a.Key == attack).Name;
        double Share(double epsilon, string outcome) => Of(RobustModel.Mixture, epsilon)
            .Average(m => 100 * m[$"{(epsilon == 0 ? RobustKeys.Clean : attack)}.{outcome}"]);
        double[] budgets = [0, .. Profile.Epsilons];
        Series Line(string label, string outcome, string color) =>
            new(label, budgets, [.. budgets.Select(e => Share(e, outcome))]) { Marked = true, Color = color };
        return Figure.Curves(
            $"GM-VAE under {name}", "ε, largest change of a pixel", "% of digits",
            [
                Line("accepted, right", "right", "#009E73"), Line("accepted, wrong", "wrong", "#D55E00"),
                Line("rejected", "rejected", "#999999"),
            ],
            altText: $"Three lines over the budget: digits accepted rightly, accepted wrongly and rejected under {name}");
    }

    /// <summary>Accepted wrongly over the budget, the worst attack on each image, a line for each system.</summary>
    public Figure Comparison()
    {
        double[] budgets = [0, .. Profile.Epsilons];
        double Wrong(RobustModel model, double e) =>
            Of(model, e).Average(m => 100 * (e == 0 ? m[$"{RobustKeys.Clean}.wrong"] : m[RobustKeys.Worst]));
        return Figure.Curves(
            "Worst attack on each digit", "ε, largest change of a pixel", "% accepted wrongly",
            [
                .. Compared
                    .Select(m => new Series(m.Name, budgets, [.. budgets.Select(e => Wrong(m, e))]) { Marked = true }),
            ],
            altText: "Lines over the budget: share of digits that some attack gets accepted as another class, for each system");
    }

    /// <summary>Total robust loss over the share of the budget from which a rejection is free, a line for each system.</summary>
    public Figure TotalLoss() => Figure.Curves(
        FormattableString.Invariant($"Total robust loss within ε = {Profile.LossBudget}"),
        "share of ε within which a rejection counts as an error", "% of digits",
        [
            .. Compared.Select(m => new Series(
                m.Name, RobustEvaluation.LossShares, [.. RobustEvaluation.LossShares.Select(share => Loss(m, share))]) { Marked = true }),
        ],
        altText: "Lines that rise to the right: digits that are accepted wrongly, or rejected after a change within a share of the budget");

    /// <summary>The claims and their verdicts.</summary>
    public ResultTable ClaimTable() => run.ClaimTable();

    /// <summary>The experiment of a system, by name, with the first seed.</summary>
    /// <exception cref="ArgumentException">No such system.</exception>
    public RobustExperiment Experiment(string name) =>
        run.Experiments.OfType<RobustExperiment>().FirstOrDefault(e => e.Model == RobustModel.All.FirstOrDefault(m => m.Name == name)?.Id)
            ?? throw new ArgumentException(
                $"Experiment: expected one of {string.Join("; ", RobustModel.All.Select(m => m.Name))}, got '{name}'.");

    ResultTable OverBudgets(string title, string rows) => new(
        title,
        [
            TableColumn.Text(rows),
            .. Profile.Epsilons.Select(e => TableColumn.Spread(FormattableString.Invariant($"ε {e}"), format: "0.0")),
        ]);

    void Add(ResultTable table, string name, RobustModel model, string key) =>
        table.Add([name, .. Profile.Epsilons.Select(e => (object?)SeedTable.Cell(Of(model, e), m => 100 * m[key]))]);

    double Loss(RobustModel model, double share) => run.Measurements
        .Where(m => m.Model == model.Id && m.Arm == RobustKeys.LossArm && m.Axis!.Value == share).Average(m => 100 * m[RobustKeys.Loss]);

    IEnumerable<RobustModel> Compared =>
        new[] { RobustModel.Mixture, RobustModel.Style, RobustModel.Plain, RobustModel.Binarized, RobustModel.Adversarial }
            .Where(m => Of(m, 0).Count > 0);

    IReadOnlyList<Measurement> Of(RobustModel model, double epsilon) =>
        [.. run.Measurements.Where(m => m.Model == model.Id && m.Arm.Length == 0 && m.Axis?.Value == epsilon)];

    IEnumerable<(string Name, IReadOnlyList<Measurement> Seeds)> Rows(double epsilon) =>
        RobustModel.All.Select(m => (m.Name, Of(m, epsilon))).Where(r => r.Item2.Count > 0);

    static SeedColumn Percent(string name, string key) => new($"{name}, %", m => 100 * m[key], "0.0");
}
