using System.Globalization;
using System.Text.RegularExpressions;
using Reining.Attacks;
using Reining.Figures;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Tables, figures and pictures of the chapter.</summary>
/// <param name="run">The finished part.</param>
public sealed class RobustResults(PartRun run)
{
    static readonly (string Key, string Name)[] Attacks =
    [
        (RobustKeys.Noise, "noise"), (RobustKeys.Saturated, "FGSM on the model's own probabilities"), (RobustKeys.SingleStep, "FGSM"),
        (RobustKeys.Iterative, "PGD on the encoder"), (RobustKeys.Orthogonal, "orthogonal PGD"), (RobustKeys.Square, "square"),
        (RobustKeys.Adaptive, "A1, which knows the tests"),
    ];

    /// <summary>Sizes of the run.</summary>
    public RobustProfile Profile { get; } = RobustProfile.Profiles.Named(run.Request.Profile);

    /// <summary>All tables by file name.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables =>
    [
        ("clean", Clean()), ("attacks", UnderAttack()), ("systems", Systems()), ("mixture", Mixture()), ("smallest", Smallest()),
        ("l2", InL2()), ("detection", Detection()), ("chain", Chain()), ("mild", MildChanges()),
        ("remedies", Remedies()), ("blog", Blog()), ("settings", Settings()), ("names", Names()),
    ];

    /// <summary>All figures by file name.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures =>
    [
        ("single-step", Outcomes(RobustKeys.SingleStep)), ("adaptive", Outcomes(RobustKeys.Adaptive)), ("systems", Comparison()),
        ("total-robust-loss", TotalLoss()),
    ];

    /// <summary>Systems on clean test digits.</summary>
    /// <param name="names">Which; all if there are none.</param>
    public ResultTable Clean(params IReadOnlyList<string> names) => SeedTable.Of(
        FormattableString.Invariant($"{Profile.TestImages:N0} clean test digits"), "system",
        Rows(0).Where(r => names.Count == 0 || names.Contains(r.Name)),
        Percent("right without tests", RobustKeys.RawAccuracy), Percent("accepted, right", "clean.right"),
        Percent("accepted, wrong", "clean.wrong"), Percent("rejected", "clean.rejected"),
        new("AURC", m => m[RobustKeys.RiskArea], "0.0000", Best.Lowest), new("oracle", m => m[RobustKeys.OracleArea], "0.0000"));

    /// <summary>The thesis's classifier: what each attack achieves by budget, in percent accepted wrongly.</summary>
    public ResultTable UnderAttack()
    {
        var table = OverBudgets(
            FormattableString.Invariant($"GM-VAE under attack, {Profile.AttackedImages:N0} digits: accepted wrongly, %"), "attack");
        foreach (var (key, name) in Attacks)
            Add(table, name, RobustModel.Mixture.Id, $"{key}.wrong");
        return table;
    }

    /// <summary>All systems under the worst attack on each image, by budget; then what others published of theirs.</summary>
    public ResultTable Systems()
    {
        var table = new ResultTable(
            "Worst attack on each digit: accepted wrongly, %",
            [TableColumn.Text("system"), TableColumn.Number("digits", format: "0"), .. BudgetColumns()]);
        foreach (var (name, id) in Everyone)
        {
            var digits = id == RobustModel.Mixture.Id ? Profile.AttackedImages
                : ClassifierRival.All.FirstOrDefault(r => r.Id == id)?.Digits(Profile) ?? Profile.FewerImages;
            table.Add([
                name, digits,
                .. Profile.Epsilons.Select(e => (object?)SeedTable.Cell(Of(id, e), m => 100 * m[RobustKeys.Worst])),
            ]);
        }
        foreach (var (name, accuracy) in RobustThesis.Published)
            table.Add([
                $"published: {name}", RobustThesis.PublishedDigits,
                .. Profile.Epsilons.Select(e => (object?)(accuracy.TryGetValue(e, out var right) ? Spread.Of([100 - right]) : null)),
            ]);
        return table;
    }

    /// <summary>The smallest changes that get a digit accepted as another class.</summary>
    public ResultTable Smallest()
    {
        var table = new ResultTable(
            $"Smallest changes of {Profile.FewDigits} digits, GM-VAE",
            TableColumn.Text("attack"), TableColumn.Spread("digits that it breaks, %", format: "0"),
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
            $"GM-VAE under attack in L2, {Profile.FewDigits} digits: accepted wrongly, %",
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
        var table = OverBudgets(
            FormattableString.Invariant($"Telling attacked digits that got a wrong class from clean ones, {Profile.FewerImages:N0} digits"),
            "number");
        foreach (var (key, name) in new[]
        {
            (DetectionUnderAttack.Auroc, "AUROC, both tests"), (DetectionUnderAttack.EncoderAuroc, "AUROC, encoder's test"),
            (DetectionUnderAttack.DecoderAuroc, "AUROC, decoder's test"),
        }.Concat(DetectionUnderAttack.FalseRejections.Select(
            f => (
                DetectionUnderAttack.FoundAt(f),
                FormattableString.Invariant($"attacked digits found where {100 * f:0} % of clean ones are rejected"))))
            .Append((DetectionUnderAttack.RobustError, "error among what is accepted, under A1, where 99 % of clean digits are kept")))
            Add(table, $"{name}, %", RobustModel.Mixture.Id, key, DetectionUnderAttack.Detected);
        return table;
    }

    /// <summary>The chain, in which the decoder classifies what was rejected.</summary>
    public ResultTable Chain()
    {
        var table = OverBudgets($"The whole chain under attack, {Profile.FewDigits} digits: accepted wrongly, %", "attack");
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
            "Mild changes of clean digits, GM-VAE, %",
            [TableColumn.Text("change"), .. new[] { "accepted, right", "accepted, wrong", "rejected" }
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

    /// <summary>What was tried to make it hold, each attacked anew, with the claim that judges it.</summary>
    public ResultTable Remedies()
    {
        var late = Profile.Epsilons.Where(e => e >= 0.1).ToList();
        var table = new ResultTable(
            "What was tried: accepted wrongly, %",
            [
                TableColumn.Text("system"), TableColumn.Text("claim"), TableColumn.Spread("no attack", format: "0.0"),
                .. late.Select(e => TableColumn.Spread(FormattableString.Invariant($"ε {e}"), format: "0.0")),
                TableColumn.Text("below the paper's 4 % at each ε"),
            ]);
        foreach (var (name, id, claim) in new[]
        {
            (RobustModel.Mixture.Name, RobustModel.Mixture.Id, "C3"), (RobustModel.Style.Name, RobustModel.Style.Id, "Q24"),
            (RobustModel.Hardened.Name, RobustModel.Hardened.Id, "Q22"),
            (ClassifierRival.DecoderAlone.Name, ClassifierRival.DecoderAlone.Id, "Q23"),
            (ClassifierRival.RobustConsistent.Name, ClassifierRival.RobustConsistent.Id, "Q21"),
        })
        {
            var worst = late.Select(e => SeedTable.Cell(Of(id, e), m => 100 * m[RobustKeys.Worst])).ToList();
            table.Add([
                name, $"robust/{claim}", SeedTable.Cell(Of(id, 0), m => 100 * m["clean.wrong"]), .. worst,
                worst.All(w => w is { } spread && spread.Mean <= 100 * RobustClaims.PapersError) ? "yes" : "no",
            ]);
        }
        return table;
    }

    /// <summary>What each system and rule is.</summary>
    public ResultTable Names()
    {
        var table = new ResultTable("Systems", TableColumn.Text("name"), TableColumn.Text("what it is"));
        foreach (var (name, about) in RobustModel.All.Select(m => (m.Name, m.About)).Concat(
            ClassifierRival.All.Select(r => (r.Name, r.About))))
            table.Add(name, about);
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
            table.Add(name, Regex.Replace($"{attack}", @"\d\.\d{5,}", Rounded));
        return table;

        static string Rounded(Match number) => FormattableString.Invariant(
            $"{double.Parse(number.Value, CultureInfo.InvariantCulture):0.####}");

        static AttackLoss Named(string name) => AttackLoss.OfImages(name, (images, _) => images); // the real one needs a trained model
    }

    /// <summary>What the mixture's codes look like, and whether C5's condition is met.</summary>
    public ResultTable Mixture() => SeedTable.Of(
        "Codes and reconstructions", "system", Rows(0).Where(r => r.Seeds.Any(m => m.Has(RobustKeys.Radius))),
        new SeedColumn("distance of a code from its mean", m => m[RobustKeys.Radius], "0.000"),
        new SeedColumn("encoder's threshold", m => m[RobustKeys.EncoderThreshold], "0.000"),
        new SeedColumn("reconstruction error", m => m[RobustKeys.Reconstruction]),
        new SeedColumn("decoder's largest threshold", m => m[RobustKeys.DecoderThreshold]),
        new SeedColumn("smallest distance of two decoded means", m => m[RobustKeys.DecodedGap]),
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
        double Wrong(RobustModel model, double e) =>
            Of(model, e).Average(m => 100 * (e == 0 ? m[$"{RobustKeys.Clean}.wrong"] : m[RobustKeys.Worst]));
        Series Line(RobustModel model)
        {
            double[] budgets = [.. Profile.Epsilons.Prepend(0).Where(e => Of(model, e).Count > 0)]; // rivals have fewer
            return new(model.Name, budgets, [.. budgets.Select(e => Wrong(model, e))]) { Marked = true };
        }
        return Figure.Curves(
            "Worst attack on each digit", "ε, largest change of a pixel", "% accepted wrongly", [.. Compared.Select(Line)],
            altText: "Lines over the budget: share of digits that some attack gets accepted as another class, for each system");
    }

    /// <summary>Total robust loss over the share of the budget from which a rejection is free, a line for each system.</summary>
    public Figure TotalLoss() => Figure.Curves(
        FormattableString.Invariant($"Total robust loss within ε = {Profile.LossBudget}"),
        "share of ε within which a rejection counts as a loss", "% of digits lost",
        [
            .. Compared.Select(m => new Series(
                m.Name, RobustEvaluation.LossShares, [.. RobustEvaluation.LossShares.Select(share => Loss(m, share))]) { Marked = true }),
        ],
        altText: "Lines that never fall to the right: digits accepted wrongly, or rejected after a change within a share of the budget");

    /// <summary>The claims and their verdicts.</summary>
    public ResultTable ClaimTable() => run.ClaimTable();

    /// <summary>The experiment of a system, by name, with the first seed.</summary>
    /// <exception cref="ArgumentException">No such system.</exception>
    public RobustExperiment Experiment(string name) =>
        run.Experiments.OfType<RobustExperiment>().FirstOrDefault(e => e.Model == RobustModel.All.FirstOrDefault(m => m.Name == name)?.Id)
            ?? throw new ArgumentException(
                $"Experiment: expected one of {string.Join("; ", RobustModel.All.Select(m => m.Name))}, got '{name}'.");

    ResultTable OverBudgets(string title, string rows) => new(title, [TableColumn.Text(rows), .. BudgetColumns()]);

    IEnumerable<TableColumn> BudgetColumns() =>
        Profile.Epsilons.Select(e => TableColumn.Spread(FormattableString.Invariant($"ε {e}"), format: "0.0"));

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
