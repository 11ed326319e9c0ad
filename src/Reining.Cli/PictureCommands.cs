using System.CommandLine;
using System.Globalization;
using Reining.Chapters;
using Reining.Data;
using Reining.Training;

namespace Reining.Cli;

/// <summary>The commands <c>train</c> and <c>sample</c>: a chapter's model on one's own pictures, without writing code.</summary>
static class PictureCommands
{
    const string Runs = "out/runs/own";
    const int Steps = 1_500; // enough for a first look at some hundreds of pictures

    public static Command Train(IReadOnlyList<Chapter> chapters)
    {
        var names = Models(chapters).SelectMany(m => m.Names).ToList();
        var model = new Argument<string>("model") { Description = $"The model: {string.Join(", ", names)}." };
        var images = new Option<string>("--images")
        {
            Description = $"A folder of PNG or JPEG files, or a data set: {string.Join(", ", PictureSource.SetNames)}.",
            Required = true,
            HelpName = "FOLDER|SET",
        };
        var side = new Option<int>("--side") { Description = "Side of the pictures: 16, 32, 64, …. Default: chosen from the pictures." };
        var width = new Option<int>("--width") { Description = "Base filters of the nets.", DefaultValueFactory = _ => 16 };
        var latent = new Option<int>("--latent") { Description = "Dimensions of the codes. Default: 16, with many color pictures 64." };
        var epochs = new Option<int>("--epochs") { Description = $"Passes over the pictures. Default: about {Steps} steps." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of weights, order and noise.", DefaultValueFactory = _ => 1ul };
        var folder = new Option<string?>("--out", "-o") { Description = $"The run folder. Default: {Runs}/MODEL-IMAGES." };
        var command = new Command("train", "Train a model on your own pictures; an interrupted training goes on.")
        {
            model, images, side, width, latent, epochs, seed, folder,
        };
        command.SetAction((result, cancel) =>
        {
            var name = names.FirstOrDefault(n => n.Equals(result.GetRequiredValue(model), StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException(
                    $"Model: expected {string.Join(" or ", names)}, " +
                    $"got '{result.GetRequiredValue(model)}'.{Nearest.Hint(result.GetRequiredValue(model), names)}");
            var source = PictureSource.Load(result.GetRequiredValue(images), result.GetValue(side));
            var run = result.GetValue(folder)
                ?? Path.Combine(
                    Runs, $"{name}-{source.Images.Name}".ToLowerInvariant().Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-'));
            var count = source.Images.Count;
            var asked = new PictureTraining(
                name, source, result.GetRequiredValue(width), result.GetValue(latent) is var d and > 0 ? d : LatentSize(source),
                result.GetValue(epochs) is var e and > 0 ? e : (int)Math.Clamp(Math.Ceiling(Steps * 100.0 / count), 1, 300),
                result.GetRequiredValue(seed), run);
            foreach (var remark in source.Remarks)
                Console.WriteLine(remark);
            Console.WriteLine(
                $"{name} on {count} pictures of {source.Images.Channels}x{source.Side}x{source.Side} ({source.Images.Name}): " +
                $"width {asked.Width}, " +
                    $"{asked.LatentSize} latent dimensions, {asked.Epochs} epochs, a tenth of the pictures validates. Run folder: {run}");
            var fit = Fitted(name, progress => Models(chapters).First(m => m.Names.Contains(name)).Train(asked, progress, cancel));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"trained: validation loss {fit.BestValidationLoss:0.0} after epoch {fit.BestEpoch} of {asked.Epochs}"));
            Console.WriteLine($"Now: reining sample {run} --prior gmm -n 64 --out samples.png");
            return Task.FromResult(0);
        });
        return command;
    }

    public static Command Sample(IReadOnlyList<Chapter> chapters)
    {
        var priors = Models(chapters).SelectMany(m => m.Priors).Distinct().ToList();
        var run = new Argument<string>("run") { Description = "The run folder of a finished 'reining train'." };
        var prior = new Option<string>("--prior")
        {
            Description = $"What codes are drawn from: {string.Join(", ", priors)}; the beginning of a name suffices.",
            DefaultValueFactory = _ => "gmm",
        };
        var count = new Option<int>("--count", "-n") { Description = "How many samples.", DefaultValueFactory = _ => 64 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the samples.", DefaultValueFactory = _ => 1ul };
        var output =
            new Option<string?>("--out", "-o") { Description = "The picture, a PNG file. Default: samples-PRIOR.png in the run folder." };
        var command = new Command("sample", "Draw samples of a trained model into one picture.") { run, prior, count, seed, output };
        command.SetAction(result =>
        {
            var given = result.GetRequiredValue(prior);
            var asked = priors.Contains(given) ? given : priors.FirstOrDefault(p => p.StartsWith(given, StringComparison.Ordinal)) ?? given;
            if (!priors.Contains(asked))
                throw new ArgumentException($"Prior: expected {string.Join(" or ", priors)}, got '{asked}'.{Nearest.Hint(asked, priors)}");
            var n = result.GetRequiredValue(count);
            if (n is < 1 or > 4096)
                throw new ArgumentException($"Samples: expected 1 to 4096, got {n}.");
            var folder = result.GetRequiredValue(run);
            var file = result.GetValue(output) ?? Path.Combine(folder, $"samples-{asked}.png");
            Models(chapters).First(m => m.Priors.Contains(asked)).Sample(folder, asked, n, result.GetRequiredValue(seed)).Save(file);
            Console.WriteLine($"Wrote {n} samples to {file}");
        });
        return command;
    }

    static IEnumerable<PictureModels> Models(IReadOnlyList<Chapter> chapters) => chapters.Select(c => c.Pictures).OfType<PictureModels>();

    static int LatentSize(PictureSource source) => source.Images is { Channels: 3, Count: >= 2_000 } ? 64 : 16;

    static FitResult Fitted(string name, Func<Action<FitProgress>, FitResult> train)
    {
        using var progress = new GridProgress(count: 1, done: 0, workers: 1);
        return train(fit => progress.Report(0, new ExperimentProgress(name, 0, 1, ExperimentEvent.Step) { Fit = fit }));
    }
}
