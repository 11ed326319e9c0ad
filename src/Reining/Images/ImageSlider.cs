using Reining.Display;

namespace Reining.Images;

/// <summary>
/// One picture at a time, chosen with a slider, offline and without a widget protocol. Where a reader runs no HTML, it is a grid with
/// one row for each position.
/// </summary>
[TypeFormatterSource(typeof(ImageSliderFormatters), PreferredMimeTypes = [Mime.Html, Mime.Png, Mime.Plain])]
public sealed class ImageSlider
{
    readonly IReadOnlyList<(string Caption, ImageBatch Images)> _frames;
    readonly Lazy<ImageGrid> _all;

    /// <summary>Makes a slider.</summary>
    /// <param name="label">What the slider changes.</param>
    /// <param name="frames">Caption and images (N, C, H, W) of each position; all of the same N, at least one.</param>
    /// <param name="columns">Images per row of one position; 0 puts all in one row.</param>
    /// <exception cref="ArgumentException">No frame, or frames of different counts.</exception>
    public ImageSlider(string label, IReadOnlyList<(string Caption, ImageBatch Images)> frames, int columns = 0)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Count == 0)
            throw new ArgumentException($"ImageSlider '{label}': expected at least one frame, got none.");
        (Label, _frames, Columns) = (label, frames, columns);
        _all = new(() => ImageGrid.OfRows(frames, Text));
        _ = _all.Value; // frames of different counts are refused here
    }

    /// <summary>What the slider changes.</summary>
    public string Label { get; }

    /// <summary>Images per row of one position; 0 for all in one row.</summary>
    public int Columns { get; }

    /// <summary>All positions, one row each: what is shown where no slider can be.</summary>
    public ImageGrid All => _all.Value;

    /// <summary>One line for text-only readers.</summary>
    public string Text => PictureSlider.Text(Label, [.. _frames.Select(f => f.Caption)]);

    /// <summary>The slider as a piece of a page that needs nothing else.</summary>
    public string Html => PictureSlider.Html(Label, [.. _frames.Select(f => (f.Caption, Row(f.Images).Png))]);

    /// <inheritdoc/>
    public override string ToString() => Text;

    ImageGrid Row(ImageBatch images) => ImageGrid.Of(images, new() { Columns = Columns == 0 ? (int)images.Count : Columns });

    sealed class ImageSliderFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter<ImageSlider>(Mime.Html, s => s.Html),
            new MimeFormatter<ImageSlider>(Mime.Png, s => Convert.ToBase64String(s.All.Png)),
            new MimeFormatter<ImageSlider>(Mime.Plain, s => s.Text),
        ];
    }
}
