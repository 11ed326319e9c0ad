namespace Reining.Chapters.RobustClassifier;

/// <summary>The chapter on robust classification with a Gaussian-mixture autoencoder.</summary>
public static class RobustChapter
{
    internal const string Name = "robust";

    /// <summary>The selective classifier and its rivals, clean and under attack.</summary>
    public static ChapterPart Systems { get; } = new("robust-systems", "the selective classifier and its rivals, clean and under attack")
    {
        Experiments = Grid,
        Claims = RobustClaims.All,
        Tables = run => new RobustResults(run).Tables,
        Figures = run => new RobustResults(run).Figures,
    };

    /// <summary>The chapter.</summary>
    public static Chapter Chapter { get; } = new(
        Name, "Resisting adversarial attacks with a Gaussian-mixture autoencoder",
        "Does a classifier that may say \"I do not know\" resist attacks?")
    {
        Notebooks = ["03-robust-classifier.ipynb"],
        Parts = [Systems],
    };

    /// <summary>Runs the systems, or reads them back.</summary>
    public static RobustResults Run(RunRequest request) => new(Systems.Run(request));

    static IReadOnlyList<Experiment> Grid(RunRequest request)
    {
        var profile = RobustProfile.Profiles.Named(request.Profile);
        var data = new Lazy<RobustData>(() => new RobustData(profile));
        var runs = Path.Combine(request.Folder, "runs", Name);
        return [.. request.SeedsOf(profile).SelectMany(OfSeed)];

        IEnumerable<Experiment> OfSeed(ulong seed)
        {
            var systems = RobustModel.All.Select(m => new RobustExperiment(profile, m, seed, data, runs)).ToList();
            RobustExperiment Of(RobustModel model) => systems.Single(s => s.Model == model.Id);
            var mixture = Of(RobustModel.Mixture);
            return
            [
                .. systems, new SanityChecks(profile, mixture, Of(RobustModel.Plain), data),
                new DetectionUnderAttack(profile, mixture, data), new SmallestChanges(profile, mixture, data),
                new ChainAttacks(profile, mixture, data),
                .. ClassifierRival.All.Select(r => new RivalExperiment(profile, r, Of(r.System), data)),
            ];
        }
    }
}
