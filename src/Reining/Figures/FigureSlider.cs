using Reining.Display;

namespace Reining.Figures;

/// <summary>One figure at a time, chosen with a slider, offline and without a widget protocol. Where a reader runs no HTML, it is the
/// figure at the starting position.</summary>
[TypeFormatterSource(typeof(FigureSliderFormatters), PreferredMimeTypes = [Mime.Html, Mime.Png, Mime.Plain])]
public sealed class FigureSlider
{
    readonly IReadOnlyList<(string Caption, Figure Figure)> _frames;

    /// <summary>Makes a slider.</summary>
    /// <param name="label">What the slider changes.</param>
    /// <param name="frames">Caption and figure of each position, at least one; give their axes the same range.</param>
    /// <param name="start">Position that is shown first, from 0 on.</param>
    /// <exception cref="ArgumentException">No frame, or a start that is none of them.</exception>
    public FigureSlider(string label, IReadOnlyList<(string Caption, Figure Figure)> frames, int start = 0)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Count == 0 || start < 0 || start >= frames.Count)
            throw new ArgumentException($"FigureSlider '{label}': expected at least one frame and a start among them, got " +
                $"{frames.Count} and {start}.");
        (Label, _frames, Start) = (label, frames, start);
    }

    /// <summary>What the slider changes.</summary>
    public string Label { get; }

    /// <summary>Position that is shown first.</summary>
    public int Start { get; }

    /// <summary>What is shown where no slider can be.</summary>
    public Figure First => _frames[Start].Figure;

    /// <summary>One line for text-only readers.</summary>
    public string Text => $"{PictureSlider.Text(Label, [.. _frames.Select(f => f.Caption)])}; at {_frames[Start].Caption}: {First.Text}";

    /// <summary>The slider as a piece of a page that needs nothing else.</summary>
    public string Html => PictureSlider.Html(Label, [.. _frames.Select(f => (f.Caption, f.Figure.Png))], Start);

    /// <inheritdoc/>
    public override string ToString() => Text;

    sealed class FigureSliderFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter<FigureSlider>(Mime.Html, s => s.Html),
            new MimeFormatter<FigureSlider>(Mime.Png, s => Convert.ToBase64String(s.First.Png)),
            new MimeFormatter<FigureSlider>(Mime.Plain, s => s.Text),
        ];
    }
}
