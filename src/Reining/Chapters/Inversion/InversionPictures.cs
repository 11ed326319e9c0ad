using Reining.Images;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>The image grids of the chapter.</summary>
public static class InversionPictures
{
    const int Columns = 12;

    /// <summary>Samples in rows of twelve.</summary>
    /// <param name="system">The system.</param>
    /// <param name="seed">Of the codes.</param>
    /// <param name="rows">Rows.</param>
    public static ImageGrid Samples(InversionSystem system, ulong seed, int rows = 6)
    {
        ArgumentNullException.ThrowIfNull(system);
        using var scope = NewDisposeScope();
        return ImageGrid.Of(
            Batch(system.ImagesOf(system.DrawCodes(rows * Columns, seed))),
            new ImageGridOptions { Columns = Columns, AltText = "images made of drawn codes" });
    }

    /// <summary>Images (N, C, S, S) above their reconstructions.</summary>
    public static ImageGrid Reconstructions(InversionSystem system, Tensor images)
    {
        ArgumentNullException.ThrowIfNull(system);
        using var scope = NewDisposeScope();
        return ImageGrid.OfRows(
            [("images", Batch(images)), ("made again", Batch(system.Reconstruct(images)))], "images above what is made of their codes");
    }

    /// <summary>A row from one image to the other, in codes and, below, in pixels.</summary>
    /// <param name="system">The system.</param>
    /// <param name="pairs">Images (2n, 1, 28, 28): a pair is two that follow each other.</param>
    /// <param name="steps">Images in a row, both ends included.</param>
    public static ImageGrid Interpolations(InversionSystem system, Tensor pairs, int steps = 9)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(pairs);
        using var scope = NewDisposeScope();
        var share = linspace(0, 1, steps, dtype: float32); // (steps)
        Tensor Line(Tensor ends) => stack([.. Enumerable.Range(0, steps).Select(i => ends[0] + share[i] * (ends[1] - ends[0]))]);
        var codes = system.CodesOf(pairs);
        return ImageGrid.OfRows(
        [
            .. Enumerable.Range(0, (int)pairs.shape[0] / 2).SelectMany(i => new[]
            {
                ("codes", Batch(system.ImagesOf(Line(codes.narrow(0, 2 * i, 2))))),
                ("pixels", Batch(Line(pairs.narrow(0, 2 * i, 2)))),
            }),
        ], "from one digit to another, through codes and through pixels");
    }

    /// <summary>Images (N, 1, S, S) above those made again of the codes of their tiles, overlapping ones and others.</summary>
    internal static ImageGrid Tiles(Tensor images, Tensor overlapping, Tensor apart) => ImageGrid.OfRows(
        [("digits", Batch(images)), ("nine tiles that overlap", Batch(overlapping)), ("four that do not", Batch(apart))],
        "digits above the same made again of the codes of their tiles");

    /// <summary>Every first image merged with every second one: the mean of their codes, made an image.</summary>
    /// <param name="system">The system.</param>
    /// <param name="left">(n, 1, 28, 28), a row each.</param>
    /// <param name="top">(m, 1, 28, 28), a column each.</param>
    public static ImageGrid Merged(InversionSystem system, Tensor left, Tensor top)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(top);
        using var scope = NewDisposeScope();
        var (rows, columns) = (system.CodesOf(left), system.CodesOf(top));
        var blank = zeros(1, 1, 28, 28);
        return ImageGrid.OfRows(
        [
            ("", Batch(cat([blank, top]))),
            .. Enumerable.Range(0, (int)left.shape[0]).Select(i => (
                "", Batch(cat([left.narrow(0, i, 1), system.ImagesOf((rows[i] + columns) / 2)])))),
        ], "the left digit of each row merged with the top digit of each column");
    }

    /// <summary>Digits with a hole and the ways to fill it, a way a row.</summary>
    /// <param name="system">The system.</param>
    /// <param name="images">(N, 1, 28, 28), whole.</param>
    /// <param name="steps">Gradient steps of a search.</param>
    /// <param name="seed">Of the codes that a search starts from.</param>
    public static ImageGrid Holes(InversionSystem system, Tensor images, int steps, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var filled = new HoleFilling(system, steps).Fill(images, system.DrawCodes(images.shape[0], seed));
        return ImageGrid.OfRows(
        [
            ("digits", Batch(images)), ("hole", Batch(filled[InversionKeys.Masked])), ("code of it", Batch(filled[InversionKeys.Inferred])),
            ("and search", Batch(filled[InversionKeys.InferredSearch])),
            ("search alone", Batch(filled[InversionKeys.RandomSearch])),
        ], "digits, with a hole, and filled in three ways");
    }

    // StyleGAN2 does not cut its pictures.
    internal static ImageBatch Batch(Tensor images) => new(images.clamp(0, 1), PixelRange.ZeroToOne);
}
