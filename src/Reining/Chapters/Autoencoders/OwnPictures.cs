using System.Text.Json;
using System.Text.Json.Nodes;
using Reining.Densities;
using Reining.Images;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>The chapter's models on anybody's pictures, with the loss weights that the chapter has for digits.</summary>
public static class OwnPictures
{
    const string CodesFile = "codes.safetensors", Codes = "codes";
    const int Validation = 10; // a tenth validates

    /// <summary>All models but the one whose loss needs a classifier of the pictures;
    /// the two-stage VAE is the VAE with another prior.</summary>
    public static PictureModels Models { get; } = new(
        [.. RaeModel.All.Where(m => m.FirstStage is null && m.Id != RaeModel.WithFeatures).Select(m => m.Name)], RaeImages.Densities)
    { Train = Train, Sample = Sample };

    static FitResult Train(PictureTraining asked, Action<FitProgress>? progress, CancellationToken cancellation)
    {
        var row = RaeModel.Named(asked.Model);
        var images = asked.Pictures.Images;
        var parts = images.Split([images.Count - images.Count / Validation, images.Count / Validation], asked.Seed);
        var net = new ConvNetOptions(
            images.Channels, asked.Pictures.Side, asked.Width, asked.LatentSize, asked.Pictures.Side > 32 ? 5 : 4, Rescale: true);
        var fit = new FitOptions(asked.Epochs, Math.Min(100, parts[0].Count), asked.Seed) { Adam = new AdamOptions(1e-3) };
        var run = new RunFolder(asked.Folder, new { Model = row.Id, Net = net, Fit = fit, Images = new { images.Name, images.Count } });
        using var scope = NewDisposeScope();
        using var model = row.Make(net, RandomStream.Generator(asked.Seed, RandomPurpose.Weights));
        ImageGrid.Of(new ImageBatch(parts[1].Take(Math.Min(64, parts[1].Count)).Images(asked.Pictures.Pad), PixelRange.ZeroToOne))
            .Save(run.File("reals.png"));
        var result = new Trainer(parts[0], parts[1], fit) { OnProgress = progress }.Fit(model, run, cancellation);
        using var noGrad = no_grad();
        Safetensors.Write(run.File(CodesFile), [KeyValuePair.Create(Codes, model.CodesOf(parts[0].Images(asked.Pictures.Pad)))]);
        return result;
    }

    static ImageGrid Sample(string folder, string prior, int count, ulong seed)
    {
        var config = ConfigOf(folder);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = RaeModel.Named((string)config["model"]!).Make(
            config["net"].Deserialize<ConvNetOptions>(RunFolder.Json)!, RandomStream.Generator(0, RandomPurpose.Weights));
        Weights.Load(model, Path.Combine(folder, RunFolder.ModelName));
        model.eval();
        using var file = Safetensors.Read(Path.Combine(folder, CodesFile));
        var density = Fit(prior, file.Tensors[Codes], seed);
        var images = model.ImagesOf(density.Sample(count, (int)(RandomStream.Seed(seed, RandomPurpose.Sampling) >> 33)));
        return ImageGrid.Of(
            new ImageBatch(images, PixelRange.ZeroToOne), new ImageGridOptions { AltText = $"{count} samples of {density.Name}" });
    }

    /// <summary>The density of a name; a mixture has no more components than its codes can carry.</summary>
    static IDensity Fit(string prior, Tensor codes, ulong seed)
    {
        const double Ridge = 1e-3; // few codes leave directions without any spread
        var number = (int)(RandomStream.Seed(seed, RandomPurpose.Density) >> 33);
        var components = (int)Math.Clamp(codes.shape[0] / (4 * codes.shape[1]), 1, RaeEvaluation.Components);
        return prior switch
        {
            RaeImages.StandardNormal => new StandardNormal(codes.shape[1]),
            RaeImages.Gaussian => FullGaussian.Fit(codes, ridge: Ridge),
            RaeImages.ZeroMean => FullGaussian.Fit(codes, zeroMean: true, ridge: Ridge),
            RaeImages.Mixture =>
                GaussianMixture.Fit(codes, new GaussianMixtureOptions { Components = components, Ridge = Ridge, Seed = number }),
            RaeImages.Variational =>
                VariationalMixture.Fit(codes, new VariationalMixtureOptions { Components = components, Seed = number }),
            RaeImages.Flow => NormalizingFlow.Fit(codes, new NormalizingFlowOptions { Seed = (ulong)number }),
            RaeImages.SecondStage => SecondStageVae.Fit(codes, new SecondStageVaeOptions { Seed = (ulong)number }),
            _ => throw new ArgumentException($"Prior: expected one of {string.Join(", ", RaeImages.Densities)}, got '{prior}'."),
        };
    }

    static JsonNode ConfigOf(string folder)
    {
        var file = Path.Combine(folder, "config.json");
        if (!File.Exists(file) || !File.Exists(Path.Combine(folder, CodesFile)))
            throw new FileNotFoundException(
                $"Sample: expected the folder of a finished 'reining train', got '{folder}'; train first, or correct the path.", file);
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Read '{file}': expected the options of a run, got text that does not parse ({e.Message}).", e);
        }
    }
}
