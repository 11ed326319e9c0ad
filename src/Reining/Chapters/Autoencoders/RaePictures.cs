using Reining.Densities;
using Reining.Images;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>The image grids of an experiment.</summary>
public static class RaePictures
{
    internal const int Columns = 12;

    /// <summary>Training images.</summary>
    public static ImageGrid Reals(RaeData data) => ImageGrid.Of(
        Batch(RaeData.Input(data.Train.Take(8 * Columns))), new ImageGridOptions { Columns = Columns, AltText = "training images" });

    /// <summary>Validation images, their reconstructions, and samples of a Gaussian fitted to some codes,
    /// as a first look during training.</summary>
    public static ImageGrid Early(Autoencoder model, RaeData data)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = RaeData.Input(data.Validation); // (n, C, S, S)
        var codes = model.CodesOf(images);
        var samples = FullGaussian.Fit(codes, ridge: 1e-6).Sample(2 * Columns, seed: 1);
        return ImageGrid.OfRows(
        [
            ("real", Batch(images.narrow(0, 0, Columns))),
            ("reconstructed", Batch(model.ImagesOf(codes.narrow(0, 0, Columns)))),
            ("sampled", Batch(model.ImagesOf(samples.narrow(0, 0, Columns)))),
            ("", Batch(model.ImagesOf(samples.narrow(0, Columns, Columns)))),
        ], "images, their reconstructions and samples during training");
    }

    /// <summary>Codes on the line from one to the other, (steps, d).</summary>
    public static Tensor Walk(Tensor from, Tensor to, int steps)
    {
        var share = linspace(0, 1, steps).unsqueeze(1); // (steps, 1)
        return (1 - share) * from.unsqueeze(0) + share * to.unsqueeze(0); // (steps, d)
    }

    internal static ImageBatch Batch(Tensor images) => new(images, PixelRange.ZeroToOne);
}
