using Reining.Attacks;
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
    [
        ("clean", Clean()), ("attacks", UnderAttack()), ("systems", Systems()), ("mixture", Mixture()), ("smallest", Smallest()),
        ("l2", InL2()), ("detection", Detection()), ("chain", Chain()), ("mild", MildChanges()), ("blog", Blog()), ("settings", Settings()),
    ];

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
            Add(table, name, RobustModel.Mixture.Id, $"{key}.wrong");
        return table;
    }

    /// <summary>All systems under the worst attack on each image, by budget; then what others published of theirs.</summary>
    public ResultTable Systems()
    {
        var table = OverBudgets("Worst attack on each digit: accepted wrongly, %", "system");
        foreach (var (name, id) in Everyone)
            Add(table, name, id, RobustKeys.Worst);
        foreach (var (name, accuracy) in RobustThesis.Published)
            table.Add([
                $"published: {name}",
                .. Profile.Epsilons.Select(e => (object?)(accuracy.TryGetValue(e, out var right) ? Spread.Of([100 - right]) : null)),
            ]);
        return table;
    }

    /// <summary>The smallest changes that get a digit accepted as another class.</summary>
    public ResultTable Smallest()
    {
        var table = new ResultTable(
            "Smallest changes, GM-VAE", TableColumn.Text("attack"), TableColumn.Spread("digits that it breaks, %", format: "0"),
            TableColumn.Spread("median change"), TableColumn.Text("measured in"));
        foreach (var (key, name, norm) in new[]
        {
            (SmallestChanges.Weighted, "A2, descent on both tests", "L2"), (SmallestChanges.Walk, "A4, towards decoded images", "L2"),
            (SmallestChanges.Boundary, "A5, boundary attack", "L2"), (SmallestChanges.Jump, "A5, HopSkipJump", "L2"),
            (SmallestChanges.EncoderOnly, "CW, which does not know the tests", "L2"),
            (SmallestChanges.Points, "A5, pointwise", "pixels"),
        })
        {
            var seeds = Of(RobustModel.Mixture.Id, null, SmallestChanges.Changes);
            table.Add(name, SeedTable.Cell(seeds, m => 100 * m[$"{key}.found"]), SeedTable.Cell(seeds, m => m[$"{key}.median"]), norm);
        }
        return table;
    }

    /// <summary>Accepted wrongly by the length of the change.</summary>
    public ResultTable InL2()
    {
        var table = new ResultTable(
            "GM-VAE under attack in L2: accepted wrongly, %",
            [
                TableColumn.Text("attack"),
                .. SmallestChanges.Radii.Select(e => TableColumn.Spread(FormattableString.Invariant($"L2 {e}"), format: "0.0")),
            ]);
        foreach (var (key, name) in new[] { ($"{RobustKeys.Adaptive}.wrong", "A1"), (RobustKeys.Worst, "worst of A1, A2, A4 and A5") })
            table.Add([
                name, .. SmallestChanges.Radii.Select(e => (object?)SeedTable.Cell(
                    Of(RobustModel.Mixture.Id, e, SmallestChanges.Budget), m => 100 * m[key])),
            ]);
        return table;
    }

    /// <summary>How well the tests tell digits that A1 attacked from clean ones.</summary>
    public ResultTable Detection()
    {
        var table = OverBudgets("Telling attacked digits from clean ones, where the attack lowers all tests as far as it can", "number");
        foreach (var (key, name) in new[]
        {
            (DetectionUnderAttack.Auroc, "AUROC, both tests"), (DetectionUnderAttack.EncoderAuroc, "AUROC, encoder's test"),
            (DetectionUnderAttack.DecoderAuroc, "AUROC, decoder's test"), (DetectionUnderAttack.Precision, "average precision"),
        }.Concat(DetectionUnderAttack.FalseRejections.Select(
            f => (DetectionUnderAttack.FoundAt(f), FormattableString.Invariant($"found at {100 * f:0} % false rejections"))))
            .Append((DetectionUnderAttack.RobustError, "robust error where 99 % of clean digits are kept")))
            Add(table, $"{name}, %", RobustModel.Mixture.Id, key, DetectionUnderAttack.Detected);
        return table;
    }

    /// <summary>The chain, in which the decoder classifies what was rejected.</summary>
    public ResultTable Chain()
    {
        var table = OverBudgets("The whole chain under attack: accepted wrongly, %", "attack");
        foreach (var (key, name) in new[]
        {
            ($"{ChainAttacks.Single}.wrong", "FGSM"), ($"{ChainAttacks.Blind}.wrong", "PGD on the encoder"),
            ($"{ChainAttacks.Adaptive}.wrong", "A1, which knows the tests"), ($"{ChainAttacks.Through}.wrong", "A7, which knows the chain"),
            (RobustKeys.Worst, "worst of them"), (ChainAttacks.ByRule, "worst of them on the rule that only rejects"),
        })
            Add(table, name, RobustModel.Mixture.Id, key, ChainAttacks.Chain);
        return table;
    }

    /// <summary>Changes that are no attack.</summary>
    public ResultTable MildChanges()
    {
        var seeds = Of(RobustModel.Mixture.Id, 0, DetectionUnderAttack.Detected);
        var table = new ResultTable(
            "Mild changes, GM-VAE, %", [TableColumn.Text("change"), .. new[] { "accepted, right", "accepted, wrong", "rejected" }
                .Select(n => TableColumn.Spread(n, format: "0.0"))]);
        foreach (var (key, name) in new[]
        {
            (DetectionUnderAttack.Noise, "Gaussian noise of 0.1"), (DetectionUnderAttack.Shift, "two pixels to the right"),
            (DetectionUnderAttack.Turn, "turned by 15 degrees"),
        })
            table.Add([
                name, .. new[] { "right", "wrong", "rejected" }.Select(o => (object?)SeedTable.Cell(seeds, m => 100 * m[$"{key}.{o}"])),
            ]);
        return table;
    }

    /// <summary>What the author's blog shows, and ours.</summary>
    public ResultTable Blog() => RobustThesis.Table((arm, e) => Of(RobustModel.Mixture.Id, e, arm), Profile.Epsilons);

    /// <summary>All settings of the attacks.</summary>
    public ResultTable Settings()
    {
        var (steps, table) = (Profile.AttackSteps, new ResultTable("Settings", TableColumn.Text("attack"), TableColumn.Text("settings")));
        const ulong Seed = 0; // the run's
        foreach (var (name, attack) in new (string, object)[]
        {
            ("FGSM", AttackSuite.SingleStep), ("PGD on the encoder", AttackSuite.Iterative(steps, Seed)),
            ("square", AttackSuite.Square(steps, Seed)),
            ("A1, for each wrong class", HingeAttack.Steps(steps) with { Loss = Named("hinges") }),
            ("A2, for each of three classes", SmallestChanges.Descent(steps) with { Loss = Named("squared hinges") }),
            ("A3, for each of three classes", HingeAttack.Steps(steps) with { Loss = Named("latent match") }),
            ("A5, boundary attack", SmallestChanges.Walking(steps, Seed)), ("A5, HopSkipJump", SmallestChanges.Jumping(steps, Seed)),
            ("A5, pointwise", SmallestChanges.Pointing(Seed)),
            ("A7", HingeAttack.Steps(ChainAttacks.Steps(steps)) with { Loss = Named("search") }),
        })
            table.Add(name, $"{attack}");
        return table;

        static AttackLoss Named(string name) => AttackLoss.OfImages(name, (images, _) => images); // the real one needs a trained model
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

    void Add(ResultTable table, string name, string model, string key, string arm = "") =>
        table.Add([name, .. Profile.Epsilons.Select(e => (object?)SeedTable.Cell(Of(model, e, arm), m => 100 * m[key]))]);

    double Loss(RobustModel model, double share) => run.Measurements
        .Where(m => m.Model == model.Id && m.Arm == RobustKeys.LossArm && m.Axis!.Value == share).Average(m => 100 * m[RobustKeys.Loss]);

    IEnumerable<RobustModel> Compared =>
        new[] { RobustModel.Mixture, RobustModel.Style, RobustModel.Plain, RobustModel.Binarized, RobustModel.Adversarial }
            .Where(m => Of(m, 0).Count > 0);

    static IEnumerable<(string Name, string Id)> Everyone =>
        RobustModel.All.Select(m => (m.Name, m.Id)).Concat(ClassifierRival.All.Select(r => (r.Name, r.Id)));

    IReadOnlyList<Measurement> Of(RobustModel model, double epsilon) => Of(model.Id, epsilon);

    IReadOnlyList<Measurement> Of(string model, double? epsilon, string arm = "") =>
        [.. run.Measurements.Where(m => m.Model == model && m.Arm == arm && m.Axis?.Value == epsilon)];

    IEnumerable<(string Name, IReadOnlyList<Measurement> Seeds)> Rows(double epsilon) =>
        Everyone.Select(m => (m.Name, Of(m.Id, epsilon))).Where(r => r.Item2.Count > 0);

    static SeedColumn Percent(string name, string key) => new($"{name}, %", m => 100 * m[key], "0.0");
}
