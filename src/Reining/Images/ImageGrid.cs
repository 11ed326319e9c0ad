using Reining.Display;
using Reining.Torch;

namespace Reining.Images;

/// <summary>Images side by side in one PNG, in reading order. A notebook shows it by itself.</summary>
[TypeFormatterSource(typeof(ImageGridFormatters), PreferredMimeTypes = [Mime.Png, Mime.Plain])]
public sealed class ImageGrid
{
    readonly IReadOnlyList<PixelImage> _images;
    readonly Lazy<byte[]> _png;

    /// <summary>Lays out images of one size.</summary>
    /// <param name="images">At least one; all of the same width and height. Gray, color and transparent may be mixed.</param>
    /// <param name="options">Layout; null takes the defaults.</param>
    /// <exception cref="ArgumentException">No image, different sizes, or labels that do not fit the layout.</exception>
    public ImageGrid(IReadOnlyList<PixelImage> images, ImageGridOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        Options = options ?? new ImageGridOptions();
        if (images.Count == 0)
            throw new ArgumentException("ImageGrid: expected at least one image, got none; check the selection that was drawn.");
        var odd = images.FirstOrDefault(i => i.Width != images[0].Width || i.Height != images[0].Height);
        if (odd is not null)
            throw new ArgumentException(
                $"ImageGrid: expected images of one size ({images[0].Width}x{images[0].Height}), " +
                $"got one of {odd.Width}x{odd.Height}; resize them first.");
        if (Options.Columns < 0 || Options.Gap < 0 || Options.Scale < 0)
            throw new ArgumentException(
                $"ImageGrid: expected Columns, Gap and Scale of at least 0, got {Options.Columns}, {Options.Gap} and {Options.Scale}; " +
                "0 columns or scale means automatic.");
        Columns = Options.Columns > 0 ? Math.Min(Options.Columns, images.Count) : (int)Math.Ceiling(Math.Sqrt(images.Count));
        Rows = (images.Count + Columns - 1) / Columns;
        if (Options.RowLabels.Count is var labels && labels != 0 && labels != Rows)
            throw new ArgumentException($"ImageGrid: expected {Rows} row labels, one per row, got {labels}; check Columns ({Columns}).");
        if (Options.ColumnHeaders.Count is var headers && headers != 0 && headers != Columns)
            throw new ArgumentException($"ImageGrid: expected {Columns} column headers, one per column, got {headers}; check Columns.");
        _images = images;
        _png = new Lazy<byte[]>(() => ImageCodec.EncodePng(ImageGridPainter.Paint(this)));
    }

    /// <summary>The layout asked for.</summary>
    public ImageGridOptions Options { get; }

    /// <summary>Rows of images.</summary>
    public int Rows { get; }

    /// <summary>Images per row.</summary>
    public int Columns { get; }

    /// <summary>The pictures, in reading order.</summary>
    public IReadOnlyList<PixelImage> Images => _images;

    /// <summary>The grid as a PNG file.</summary>
    public byte[] Png => _png.Value;

    /// <summary>One line for text-only readers.</summary>
    public string Text
    {
        get
        {
            var size = $"Image grid: {Rows} × {Columns} images of {_images[0].Width}×{_images[0].Height}";
            return Options.AltText.Length == 0 ? size : $"{size}: {Options.AltText}";
        }
    }

    /// <summary>A grid of a batch.</summary>
    /// <param name="batch">Images (N, C, H, W).</param>
    /// <param name="options">Layout; null takes the defaults.</param>
    public static ImageGrid Of(ImageBatch batch, ImageGridOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new ImageGrid(batch.ToPixelImages(), options);
    }

    /// <summary>One labeled row per batch, for example inputs above reconstructions.</summary>
    /// <param name="rows">Label and images of each row; all rows of the same length.</param>
    /// <param name="altText">What the grid shows, for those who cannot see it.</param>
    /// <param name="scale">Integer enlargement; 0 chooses one.</param>
    /// <exception cref="ArgumentException">Rows of different lengths.</exception>
    public static ImageGrid OfRows(IReadOnlyList<(string Label, ImageBatch Images)> rows, string altText = "", int scale = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) throw new ArgumentException("ImageGrid.OfRows: expected at least one row, got none.");
        var columns = rows[0].Images.Count;
        var odd = rows.FirstOrDefault(r => r.Images.Count != columns);
        if (odd.Images is not null)
            throw new ArgumentException(
                $"ImageGrid.OfRows: expected {columns} images in every row, " +
                $"got {odd.Images.Count} in '{odd.Label}'; take the same number of each.");
        return new ImageGrid(
            [.. rows.SelectMany(r => r.Images.ToPixelImages())],
            new ImageGridOptions { Columns = columns, RowLabels = [.. rows.Select(r => r.Label)], AltText = altText, Scale = scale });
    }

    /// <summary>Writes the PNG.</summary>
    /// <param name="path">The file; its folder is made when missing.</param>
    /// <exception cref="IOException">The folder cannot be written or the disk is full.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Png));

    /// <inheritdoc/>
    public override string ToString() => Text;

    sealed class ImageGridFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter<ImageGrid>(Mime.Png, g => Convert.ToBase64String(g.Png)),
            new MimeFormatter<ImageGrid>(Mime.Plain, g => g.Text),
        ];
    }
}
