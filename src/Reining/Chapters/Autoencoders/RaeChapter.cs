namespace Reining.Chapters.Autoencoders;

/// <summary>The chapter on deterministic autoencoders.</summary>
public static class RaeChapter
{
    internal const string Name = "rae";

    /// <summary>The table's models.</summary>
    public static ChapterPart Models { get; } = new("rae-models", "the models of the table")
    {
        Experiments = request => Grid(request, RaeModel.Table, withSweep: true),
        Claims = [.. RaeClaims.All, SizeClaims.Components],
        Tables = run => new RaeResults(run).Tables,
        Figures = run => new RaeResults(run).Figures,
    };

    /// <summary>The arm that varies the likelihood (Q1) and the number of training digits (R14).</summary>
    public static ChapterPart Likelihoods { get; } = new("rae-likelihoods", "the likelihoods and few training digits")
    {
        Experiments = request => [.. Grid(request, RaeModel.Likelihoods, withSweep: false), .. FewDigits(request)],
        Claims = [.. LikelihoodClaims.All, SizeClaims.TrainingDigits],
        Tables = run => new LikelihoodResults(run).Tables,
        Figures = run => new LikelihoodResults(run).Figures,
    };

    /// <summary>Six models on clothes: which claims are of the models, which of the digits?</summary>
    public static ChapterPart Clothes { get; } = On("rae-fashion", RaeDataSet.Clothes, RaeClaims.ClothesModels, RaeClaims.Clothes);

    /// <summary>Five models on photographs in color.</summary>
    public static ChapterPart Photographs { get; } =
        On("rae-cifar", RaeDataSet.Photographs, RaeClaims.PhotographModels, RaeClaims.Photographs);

    /// <summary>Four models on emoji.</summary>
    public static ChapterPart Pictograms { get; } =
        On("rae-emoji", RaeDataSet.Pictograms, RaeClaims.PictogramModels, RaeClaims.Pictograms);

    /// <summary>Long trainings, measured on the way: from which size on do verdicts stand still?</summary>
    public static ChapterPart Scale { get; } = new("rae-scale", "long trainings, measured on the way")
    {
        IsApart = true,
        Experiments = ScaleGrid,
        Tables = run => new ScaleResults(run).Tables,
        Figures = run => new ScaleResults(run).Figures,
    };

    /// <summary>The same trainings with products in float32 and in bfloat16.</summary>
    public static ChapterPart Precisions { get; } = new("rae-bf16", "products in float32 and in bfloat16")
    {
        IsApart = true,
        Experiments = PrecisionGrid,
        Tables = run => [("precision", new PrecisionResults(run).Table())],
    };

    /// <summary>The chapter.</summary>
    public static Chapter Chapter { get; } = new(
        Name, "From variational to deterministic autoencoders", "Must a generative autoencoder be variational?")
    {
        Notebooks = ["01-why-vaes-blur.ipynb", "02-regularized-autoencoders.ipynb"],
        Pictures = OwnPictures.Models,
        Explorer = LatentWalk.Models,
        Parts =
        [
            Models, Likelihoods, Expressions.GrammarPart.Part, Molecules.MoleculePart.Part, Clothes, Photographs, Pictograms, Scale,
            Precisions,
        ],
    };

    /// <summary>Runs the table's models, or reads them back.</summary>
    public static RaeResults RunModels(RunRequest request) => new(Models.Run(request));

    /// <summary>Runs the arm that varies the likelihood, or reads it back.</summary>
    public static LikelihoodResults RunLikelihoods(RunRequest request) => new(Likelihoods.Run(request));

    static IReadOnlyList<Experiment> Grid(RunRequest request, IReadOnlyList<RaeModel> models, bool withSweep)
    {
        var profile = RaeProfile.Profiles.Named(request.Profile);
        var (data, runs) = (DataOf(profile, request), Runs(request));
        var experiments = Experiments(request, models, data);
        // The sweep is of one model whose codes nothing but a weak penalty shapes.
        var sweeps = withSweep ? experiments.Where(e => e.Model == "rae").Select(e => new MixtureSweep(e, profile, data)) : [];
        return [new RealDigits(profile, data, runs), .. experiments, .. sweeps];
    }

    /// <summary>The models' experiments of a request.</summary>
    internal static IReadOnlyList<RaeExperiment> Experiments(
        RunRequest request, IReadOnlyList<RaeModel> models, Lazy<RaeData>? data = null)
    {
        var profile = RaeProfile.Profiles.Named(request.Profile);
        data ??= DataOf(profile, request);
        return [.. request.SeedsOf(profile).SelectMany(s => models.Select(m => new RaeExperiment(profile, m, s, data, Runs(request))))];
    }

    /// <summary>VAE and RAE trained on many and on few digits for the same number of steps.</summary>
    static IEnumerable<Experiment> FewDigits(RunRequest request)
    {
        var many = RaeProfile.Profiles.Named(request.Profile);
        var few = many with { TrainImages = many.FewImages, Epochs = many.Epochs * many.TrainImages / many.FewImages };
        var runs = Runs(request);
        foreach (var (profile, arm) in new[] { (many, ""), (few, RaeExperiment.FewDigits) })
        {
            var data = DataOf(profile, request);
            foreach (var seed in request.SeedsOf(many))
            {
                foreach (var model in SizeClaims.FewDigitsModels)
                    yield return new RaeExperiment(profile, RaeModel.Named(model), seed, data, runs, arm);
            }
        }
    }

    // Some of the table's models on other images, run by name.
    static ChapterPart On(string name, RaeDataSet set, IReadOnlyList<string> models, IReadOnlyList<Claim> claims) =>
        new(name, $"{set.Images} instead of digits")
        {
            IsApart = true,
            Experiments = request => GridOn(set, models, request),
            Claims = claims,
            Tables = run => [($"{name[4..]}-distances", RaeTables.Distances(Table(run), RealDigits.In(run.Measurements), set))],
            Figures = run =>
            [
                ($"{name[4..]}-distances", RaeTables.Dots(
                    $"How far images are from real {set.Images}", Table(run), RealDigits.In(run.Measurements), RaeResults.Shown,
                    "Dots, one row for each model: compare the mixture (GMM-10) with N(0, I) and with the reconstructions", set)),
            ],
        };

    static IReadOnlyList<Experiment> GridOn(RaeDataSet set, IReadOnlyList<string> models, RunRequest request)
    {
        var profile = set.Sized(RaeProfile.Profiles.Named(request.Profile));
        var (runs, data, rows) = (Runs(request), DataOf(profile, request, set), set.Models(models));
        return
        [
            new RealDigits(profile, data, runs, set.Id, set),
            .. request.SeedsOf(profile).SelectMany(seed => rows.Select(
                m => new RaeExperiment(profile, m, seed, data, runs, set.Id, set))),
        ];
    }

    static IReadOnlyList<Experiment> ScaleGrid(RunRequest request)
    {
        var scale = RaeScale.Of(request.Profile);
        return
        [
            .. scale.Widths.SelectMany(width =>
            {
                var profile = scale.Profile(RaeProfile.Profiles.Named(request.Profile), width);
                var data = DataOf(profile, request);
                return RaeScale.Models.Select(m => new ScaleExperiment(scale, profile, RaeModel.Named(m), data, Runs(request)));
            }),
        ];
    }

    static IReadOnlyList<Experiment> PrecisionGrid(RunRequest request)
    {
        var profile = PrecisionResults.Sized(RaeProfile.Profiles.Named(request.Profile));
        var data = DataOf(profile, request);
        return
        [
            .. from seed in request.SeedsOf(profile)
               from model in PrecisionResults.Models
               from arm in new[] { RaeExperiment.Float32, RaeExperiment.BFloat16 }
               select new RaeExperiment(profile, RaeModel.Named(model), seed, data, Runs(request), arm),
        ];
    }

    // Tables know models by their usual arm.
    static IReadOnlyList<Measurement> Table(PartRun run) => [.. run.Measurements.Select(m => m with { Arm = "" })];

    static Lazy<RaeData> DataOf(RaeProfile profile, RunRequest request, RaeDataSet? set = null) =>
        new(() => new RaeData(profile, request.Compute, Runs(request), set));

    static string Runs(RunRequest request) => Path.Combine(request.Folder, "runs", Name);
}
