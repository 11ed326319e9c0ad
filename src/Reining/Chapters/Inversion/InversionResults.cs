using Reining.Figures;

namespace Reining.Chapters.Inversion;

/// <summary>Tables and figures of the chapter.</summary>
/// <param name="run">The finished part.</param>
public sealed class InversionResults(PartRun run)
{
    static readonly IReadOnlyList<(string Id, string Name)> Names =
    [
        .. InversionModel.All.Concat(InversionModel.More).Append(InversionModel.Continued).Select(m => (m.Id, m.Name)),
        .. EncoderExperiment.Names, (RaeSystem.Id, "RAE"),
    ];

    static readonly (string Key, string Name)[] Starts =
    [
        (InversionKeys.FromInferred, "inferred code"), (InversionKeys.FromMean, "mean code"), (InversionKeys.FromRandom, "random code"),
    ];

    static readonly (string Key, string Name)[] Ways =
    [
        (InversionKeys.Masked, "hole left black"), (InversionKeys.MeanFill, "mean digit"), (InversionKeys.Inferred, "inferred code"),
        (InversionKeys.InferredSearch, "inferred code, then search"), (InversionKeys.RandomSearch, "random code, then search"),
        (InversionKeys.Unmasked, "code of the whole digit"),
    ];

    /// <summary>Sizes of the run.</summary>
    public InversionProfile Profile { get; } = InversionProfile.Profiles.Named(run.Request.Profile);

    /// <summary>All tables by file name.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables =>
    [
        ("inversions", Inversions()), ("samples", Samples()), ("codes", Codes()), ("search", Searches()), ("holes", Holes()),
        ("uses", Uses()), ("equal-compute", AtEqualCompute()),
        .. HasStacked ? [("stacked", Stacked.Table())] : Array.Empty<(string, ResultTable)>(), .. new WiderResults(run.Measurements).Tables,
        .. HasLabels ? [("labels", Labels()), ("labels-models", LabelModels())] : Array.Empty<(string, ResultTable)>(),
    ];

    /// <summary>All figures by file name.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures =>
    [
        ("search", Search()), ("inversions", Errors()), .. Curves, .. HasStacked ? Stacked.Figures : [],
        .. HasLabels ? [("labels", LabelAccuracy())] : Array.Empty<(string, Figure)>(),
    ];

    /// <summary>The claims and their verdicts.</summary>
    public ResultTable ClaimTable() => run.ClaimTable();

    /// <summary>How close samples are to digits, and whether classes are missing.</summary>
    public ResultTable Samples() => SeedTable.Of(
        "Samples", "model", With(InversionKeys.SampleDistance),
        new("cFID", m => m[InversionKeys.SampleDistance], "0.00", Best.Lowest),
        new("KL of classes, nats", m => m[InversionKeys.ModeDivergence], "0.000", Best.Lowest),
        new("training, processor s", m => m[InversionKeys.TrainingSeconds], "0"));

    /// <summary>Test digits and what is made of their codes.</summary>
    public ResultTable Inversions() => SeedTable.Of(
        "Test digits, made again from their inferred codes", "model", With(InversionKeys.Error),
        new("MSE", m => m[InversionKeys.Error], "0.0000", Best.Lowest), new("PSNR, dB", m => m[InversionKeys.SignalToNoise], "0.0"),
        new("MSE, permuted codes", m => m[InversionKeys.PermutedError], "0.0000"),
        new("cLPIPS", m => m[InversionKeys.Perceptual], "0.000", Best.Lowest),
        new("same class, %", m => 100 * m[InversionKeys.Agreement], "0.0", Best.Highest),
        new("cFID", m => m[InversionKeys.ReconstructionDistance], "0.00", Best.Lowest),
        new("ms an image", m => m[InversionKeys.EncodeMilliseconds], "0.000"),
        new("training, processor s", m => m[InversionKeys.TrainingSeconds], "0"));

    /// <summary>The codes of test digits: whether they look like drawn ones, and what is read off them.</summary>
    public ResultTable Codes() => SeedTable.Of(
        "Codes of test digits", "model", With(InversionKeys.Residual),
        new("loop residual", m => m[InversionKeys.Residual], "0.000", Best.Lowest),
        new("MMD² to drawn codes", m => m[InversionKeys.Discrepancy], "0.000", Best.Lowest),
        new("p", m => m[InversionKeys.DiscrepancyP], "0.000"),
        new("LEC", m => m[InversionKeys.EditConsistency], "0.00", Best.Lowest),
        new("NSCD", m => m[InversionKeys.CodeDistance], "0.000"), new("NSCD, drawn", m => m[InversionKeys.DrawnCodeDistance], "0.000"),
        new("linear probe, %", m => 100 * m[InversionKeys.Probe], "0.0", Best.Highest),
        new("10 labels a class, %", m => 100 * m[InversionKeys.FewProbe], "0.0", Best.Highest),
        new("nearest neighbor, %", m => 100 * m[InversionKeys.Nearest], "0.0", Best.Highest),
        new("D's features, %", m => 100 * m[InversionKeys.FeatureProbe], "0.0"));

    /// <summary>Models at the processor seconds at which the InvGAN's training ended, read off their curves.</summary>
    public ResultTable AtEqualCompute()
    {
        var rows = Names.Select(n => (n.Name, Seeds: AtEnd(n.Id))).Where(r => r.Seeds.Count > 0);
        return SeedTable.Of(
            "After as many processor seconds as the InvGAN's training took", "model", rows,
            new("iterations", m => m[EqualCompute.Iterations], "0"), new("processor s", m => m[EqualCompute.Seconds], "0"),
            new("cFID of samples", m => m[InversionKeys.SampleDistance], "0.00", Best.Lowest),
            new("KL of classes, nats", m => m[InversionKeys.ModeDivergence], "0.000", Best.Lowest),
            new("MSE", m => m[InversionKeys.Error], "0.0000", Best.Lowest),
            new("same class, %", m => 100 * m[InversionKeys.Agreement], "0.0", Best.Highest),
            new("cFID, made again", m => m[InversionKeys.ReconstructionDistance], "0.00", Best.Lowest),
            new("linear probe, %", m => 100 * m[InversionKeys.Probe], "0.0", Best.Highest));
    }

    // A row of that table for each seed; a model whose training was shorter has none.
    IReadOnlyList<Measurement> AtEnd(string id)
    {
        var found = new List<Measurement>();
        foreach (var seed in Whole.Select(m => m.Seed))
        {
            var (own, method) = (PointsOf(id, seed), PointsOf(InversionModel.InvGan.Id, seed));
            if (own.Count == 0 || method.Count == 0 || own[^1][EqualCompute.Seconds] < method[^1][EqualCompute.Seconds])
                continue;
            var seconds = method[^1][EqualCompute.Seconds];
            string[] keys =
            [
                InversionKeys.SampleDistance, InversionKeys.ModeDivergence, InversionKeys.Error, InversionKeys.Agreement,
                InversionKeys.ReconstructionDistance, InversionKeys.Probe,
            ];
            found.Add(new(id, seed)
            {
                Numbers = new Dictionary<string, double>(keys.Where(k => own[0].Has(EqualCompute.Key(k)))
                    .Select(k => KeyValuePair.Create(k, EqualCompute.At(own, seconds, k))))
                {
                    [EqualCompute.Seconds] = seconds,
                    [EqualCompute.Iterations] = EqualCompute.IterationsAt(own, seconds),
                },
            });
        }
        return found;
    }

    List<Measurement> PointsOf(string id, ulong seed) => [.. Points(id).Where(m => m.Seed == seed).OrderBy(m => m.Axis!.Value)];

    IEnumerable<Measurement> Points(string id) => run.Measurements.Where(m => m.Model == id && m.Arm.Length == 0 && m.Axis is not null);

    /// <summary>Samples and reconstructions over iterations and over processor seconds.</summary>
    public IEnumerable<(string Name, Figure Figure)> Curves
    {
        get
        {
            (string Id, string Name, Func<Measurement, double> X)[] axes =
            [
                ("iterations", "iterations", m => m.Axis!.Value), ("seconds", "processor seconds", m => m[EqualCompute.Seconds]),
            ];
            (string Id, string Name, string Key)[] numbers =
            [
                ("samples", "cFID of samples", InversionKeys.SampleDistance),
                ("errors", "MSE of test digits, made again", InversionKeys.Error),
            ];
            return
                from number in numbers
                from axis in axes
                select (
                    $"{number.Id}-{axis.Id}", CurveFigure.Of(
                        number.Name, axis.Name, number.Name, number.Key, axis.X,
                        Names.Where(n => InversionModel.Relativistic.All(m => m.Id != n.Id)) // two lines more would hide the others
                            .Select(n => (n.Name, (IReadOnlyList<Measurement>)[.. Points(n.Id)]))));
        }
    }

    StackedResults Stacked => new(run.Measurements);

    bool HasStacked => Stacked.Any;

    /// <summary>Accuracy on test digits with few labels, a row for each method, a column for each number of labels.</summary>
    public ResultTable Labels()
    {
        var table = new ResultTable("Test digits read with few labels, % right", [
            TableColumn.Text("method"),
            .. Profile.LabelCounts.Select(n => TableColumn.Spread(LabelText(n), format: "0.0", best: Best.Highest)),
        ]);
        foreach (var (id, name) in LabelChoice.Names)
        {
            table.Add([
                name, .. Profile.LabelCounts.Select(n => (object?)SeedTable.Cell(
                    Of(id, LabelChoice.Arm(n)), m => 100 * m[InversionKeys.ClassAccuracy])),
            ]);
        }
        return table;
    }

    /// <summary>The models with a class head as generators: a row for each number of labels.</summary>
    public ResultTable LabelModels() => SeedTable.Of(
        "Models with a class head", "model",
        from method in new[] { LabelMethod.Gan, LabelMethod.InvGan }
        from n in Profile.LabelCounts
        select ($"{LabelChoice.Name(method)}, {LabelText(n)}", Of(LabelChoice.Id(method), LabelChoice.Arm(n))),
        new("cFID of samples", m => m[InversionKeys.SampleDistance], "0.00", Best.Lowest),
        new("made for a class and read so, %", m => 100 * m[InversionKeys.MadeAccuracy], "0.0", Best.Highest),
        new("MSE, made again", m => m[InversionKeys.Error], "0.0000"),
        new("same class, %", m => 100 * m[InversionKeys.Agreement], "0.0"),
        new("training, processor s", m => m[InversionKeys.TrainingSeconds], "0"));

    /// <summary>Accuracy with few labels, a group for each number of them.</summary>
    public Figure LabelAccuracy() => Figure.GroupedBars(
        "Reading digits with few labels", "test digits read right, %", [.. Profile.LabelCounts.Select(LabelText)],
        [
            .. LabelChoice.Names.Select(method => new BarSeries(method.Name, [
                .. Profile.LabelCounts.Select(n => Of(method.Id, LabelChoice.Arm(n)).Average(m => 100 * m[InversionKeys.ClassAccuracy])),
            ])),
        ],
        altText: "Groups of four bars, a group for each number of labels: the share of test digits that each method reads right");

    static string LabelText(int each) => each == LabelChoice.All ? "all labels" : $"{each} labels a class";

    // Seeds beyond the full ones have none.
    bool HasLabels => Profile.LabelCounts.Any(n => Of(LabelChoice.Id(LabelMethod.LabelsAlone), LabelChoice.Arm(n)).Count > 0);

    /// <summary>Gradient steps on codes of the InvGAN: squared error by start and number of steps.</summary>
    public ResultTable Searches()
    {
        var table = new ResultTable("InvGAN: MSE after a search of the code", [
            TableColumn.Text("start"),
            .. Profile.SearchSteps.Select(s => TableColumn.Spread(FormattableString.Invariant($"{s} steps"), format: "0.0000")),
        ]);
        foreach (var (key, name) in Starts)
        {
            table.Add(
                [name, .. Profile.SearchSteps.Select(s => (object?)SeedTable.Cell(Whole, m => m[InversionKeys.SearchKey(key, s)]))]);
        }
        return table;
    }

    /// <summary>Ways to fill a hole.</summary>
    public ResultTable Holes()
    {
        var table = new ResultTable(
            "InvGAN: a hole of 10×10 pixels, filled", TableColumn.Text("way"),
            TableColumn.Spread("PSNR inside, dB", best: Best.Highest),
            TableColumn.Spread("recognized, %", format: "0.0", best: Best.Highest));
        foreach (var (key, name) in Ways)
        {
            table.Add(
                name, SeedTable.Cell(Whole, m => m[$"{InversionKeys.HoleNoise}.{key}"]),
                SeedTable.Cell(Whole, m => 100 * m[$"{InversionKeys.HoleAccuracy}.{key}"]));
        }
        return table;
    }

    /// <summary>What codes are used for: midpoints and augmentation, beside the plain way.</summary>
    public ResultTable Uses()
    {
        var table = new ResultTable(
            "InvGAN: codes in use", TableColumn.Text("use"), TableColumn.Spread("through codes", format: "0.000"),
            TableColumn.Spread("without", format: "0.000"));
        void Row(string use, string key, string without) =>
            table.Add(use, SeedTable.Cell(Whole, m => m[key]), SeedTable.Cell(Whole, m => m[without]));
        Row("midpoints: cFID", InversionKeys.CodeMidpointDistance, InversionKeys.PixelMidpointDistance);
        Row("midpoints: probability of the likeliest class", InversionKeys.CodeMidpoint, InversionKeys.PixelMidpoint);
        Row("augmentation: accuracy, 10 labels a class", InversionKeys.Augmented, InversionKeys.Unaugmented);
        return table;
    }

    /// <summary>Squared error over gradient steps, a line for each start.</summary>
    public Figure Search()
    {
        double[] steps = [.. Profile.SearchSteps.Select(s => (double)s)];
        return Figure.Curves(
            "Searching the code of a digit", "gradient steps", "MSE",
            [
                .. Starts.Select(s => new Series(
                    s.Name, steps, [.. Profile.SearchSteps.Select(n => Whole.Average(m => m[InversionKeys.SearchKey(s.Key, n)]))])
                {
                    Marked = true,
                }),
            ],
            altText: "Three falling lines: the squared error of reconstructions over gradient steps, from three starts");
    }

    /// <summary>Squared error of reconstructions and with permuted codes, a row for each model.</summary>
    public Figure Errors()
    {
        var rows = With(InversionKeys.Error).ToList();
        DotSeries Dots(string name, string key) => new(name, [.. rows.Select(r => r.Seeds.Select(m => m[key]).ToList())]);
        return Figure.DotGroups(
            "Test digits, made again", "MSE", [.. rows.Select(r => r.Name)],
            [Dots("inferred codes", InversionKeys.Error), Dots("permuted codes", InversionKeys.PermutedError)],
            altText: "Two dots for each model: squared error with inferred codes and with codes of other digits");
    }

    /// <summary>A number, the mean over seeds.</summary>
    /// <param name="model">Identifier of the model.</param>
    /// <param name="key">Which number.</param>
    /// <exception cref="MissingMeasurementException">It was not measured.</exception>
    public double Numbers(string model, string key) => Of(model) is { Count: > 0 } seeds
        ? seeds.Average(m => m[key])
        : throw new MissingMeasurementException(model, key);

    /// <summary>The digits that were trained on and measured; the caller's to dispose.</summary>
    public InversionData Data() => InversionChapter.Data(Profile, run.Request.Folder);

    /// <summary>The experiment of a model, by name, with the first seed.</summary>
    /// <exception cref="ArgumentException">No such model.</exception>
    public InvGanExperiment Experiment(string name) =>
        run.Experiments.OfType<InvGanExperiment>().FirstOrDefault(e => Names.Any(n => n.Name == name && n.Id == e.Model))
            ?? throw new ArgumentException(
                $"Experiment: expected one of {string.Join("; ", InversionModel.All.Select(m => m.Name))}, got '{name}'.");

    /// <summary>The encoder that was fitted to the GAN afterwards, with the first seed.</summary>
    /// <param name="kind">How.</param>
    public EncoderExperiment Encoder(EncoderKind kind) => run.Experiments.OfType<EncoderExperiment>().First(e => e.Kind == kind);

    IReadOnlyList<Measurement> Whole => Of(InversionModel.InvGan.Id);

    IReadOnlyList<Measurement> Of(string id, string arm = "") =>
        [.. run.Measurements.Where(m => m.Model == id && m.Arm == arm && m.Axis is null)];

    IEnumerable<(string Name, IReadOnlyList<Measurement> Seeds)> With(string key) =>
        Names.Select(n => (n.Name, Of(n.Id))).Where(r => r.Item2.Any(m => m.Has(key)));
}
