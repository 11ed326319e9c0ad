using Reining.Chapters.Autoencoders;

namespace Reining.Chapters.Inversion;

/// <summary>The chapter on generation and inference together: InvGAN, its ablations and its rivals.</summary>
public static class InversionChapter
{
    internal const string Name = "invgan", DataSet = "mnist";

    /// <summary>The models, what is fitted to a GAN afterwards, and the autoencoder.</summary>
    public static ChapterPart Models { get; } = new("invgan-models", "InvGAN, its ablations and rivals: samples, inversions, codes")
    {
        Experiments = Grid,
        Claims = InversionClaims.All,
        Tables = run => new InversionResults(run).Tables,
        Figures = run => new InversionResults(run).Figures,
        OnlyOnProcessor = "its measurements are",
    };

    /// <summary>The chapter.</summary>
    public static Chapter Chapter { get; } = new(
        Name, "Closing the loop between generation and inference",
        "Can a GAN's discriminator also say which code an image has, and do both sides gain by it?")
    {
        Notebooks = ["05-closing-the-loop.ipynb"],
        Parts = [Models],
    };

    /// <summary>Runs the models, or reads them back.</summary>
    public static InversionResults Run(RunRequest request) => new(Models.Run(request));

    static Experiment[] None => [];

    // The classifier is the one of the first chapter: one ruler for all digits.
    internal static InversionData Data(InversionProfile profile, string folder, InversionImages? images = null) =>
        (images ?? InversionImages.Digits).Data(profile, Path.Combine(folder, "runs", RaeChapter.Name));

    static IReadOnlyList<Experiment> Grid(RunRequest request)
    {
        var profile = InversionProfile.Profiles.Named(request.Profile);
        var sets = new[] { InversionImages.Digits, InversionImages.Clothes, InversionImages.Heads, InversionImages.Pictograms }
            .ToDictionary(i => i, i => new Lazy<InversionData>(() => Data(profile, request.Folder, i)));
        var data = sets[InversionImages.Digits];
        var runs = Path.Combine(request.Folder, "runs", Name);
        return [.. request.SeedsOf(profile).SelectMany(OfSeed), .. Plane()];

        IEnumerable<Experiment> OfSeed(ulong seed)
        {
            InvGanExperiment Trained(InversionModel model) => new(profile, model, seed, data, runs);
            // The GAN first: encoders wait for it.
            var gan = Trained(InversionModel.Gan);
            Experiment[] table =
            [
                gan, .. InversionModel.All.Where(m => m != InversionModel.Gan).Select(Trained),
                .. Enum.GetValues<EncoderKind>().Select(kind => new EncoderExperiment(profile, kind, gan, data, runs)),
            ];
            return !profile.IsFull(seed) ? table :
            [
                .. table, new RaeSystem(profile, seed, data, runs),
                .. profile.MoreModels
                    ? [
                        .. InversionModel.More.Select(Trained),
                        new InvGanExperiment(profile, InversionModel.Continued, seed, data, runs, from: gan),
                    ]
                    : None,
                .. WithLabels(seed), .. Stacked(seed), .. Settings(seed), .. Pictures(seed),
                .. profile.TileSteps > 0 ? [new TilingExperiment(profile, seed, data, runs)] : None,
            ];
        }

        // The GAN is the longer one, which is measured on the way: at as much computation it is a rival, and an encoder is fitted to it.
        IEnumerable<Experiment> Settings(ulong seed)
        {
            foreach (var setting in profile.SettingSteps > 0 ? InversionSetting.Others : [])
            {
                var images = sets[setting.Images];
                var gan = new InvGanExperiment(profile, InversionModel.LongerGan, seed, images, runs, setting);
                yield return gan;
                yield return new InvGanExperiment(profile, InversionModel.InvGan, seed, images, runs, setting);
                yield return new EncoderExperiment(profile, EncoderKind.RealImages, gan, images, runs);
            }
        }

        IEnumerable<Experiment> Pictures(ulong seed) => profile.PictureSteps == 0
            ? []
            : from setting in InversionSetting.Pictures
              from model in new[] { InversionModel.LongerGan, InversionModel.InvGan }
              select new InvGanExperiment(profile, model, seed, sets[setting.Images], runs, setting);

        // Quick, so with more seeds than the rest where nobody asked for certain ones.
        IEnumerable<Experiment> Plane() => profile.PlaneSteps == 0
            ? []
            : from seed in request.Seeds.Count > 0 ? request.Seeds : [.. Enumerable.Range(1, profile.PlaneSeeds).Select(s => (ulong)s)]
              from model in new[] { InversionModel.InvGan, InversionModel.LongerGan }
              select new PlaneExperiment(profile, model, seed, runs);

        IEnumerable<Experiment> Stacked(ulong seed) => profile.Stacked is null
            ? []
            : new[] { InversionModel.InvGan, InversionModel.LongerGan }.Select(m => new StackedExperiment(profile, m, seed, data, runs));

        IEnumerable<Experiment> WithLabels(ulong seed)
        {
            if (profile.LabelCounts.Count == 0)
                yield break;
            var gan = new InvGanExperiment(profile, InversionModel.WithoutLabels(profile), seed, data, runs);
            yield return gan;
            foreach (var each in profile.LabelCounts)
            {
                yield return new LabelsAloneExperiment(profile, each, seed, data, runs);
                yield return new CodeLabelExperiment(profile, each, gan, data, runs);
                yield return new LabelGanExperiment(profile, LabelMethod.Gan, each, seed, data, runs);
                yield return new LabelGanExperiment(profile, LabelMethod.InvGan, each, seed, data, runs);
            }
        }
    }
}
