using Reining.Display;
using SkiaSharp;

namespace Reining.Images;

/// <summary>Paints a grid: pixels by exact copies (nearest neighbor), text by SkiaSharp in the house font.</summary>
internal static class ImageGridPainter
{
    const int MaximumScale = 16;
    const int PreferredCell = 60;
    const int PreferredWidth = 1000;
    const float TextSize = 14;
    const int TextPadding = 8;
    static readonly SKColor Ink = new(0x33, 0x33, 0x33);

    public static PixelImage Paint(ImageGrid grid)
    {
        var options = grid.Options;
        var scale = options.Scale > 0 ? options.Scale : AutomaticScale(grid);
        int cellWidth = grid.Images[0].Width * scale, cellHeight = grid.Images[0].Height * scale;
        var letters = Lettering.For([.. options.RowLabels, .. options.ColumnHeaders]);
        using var font =
            new SKFont(letters.Face, TextSize) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };
        var left = options.RowLabels.Count == 0
            ? 0
            : (int)MathF.Ceiling(options.RowLabels.Max(l => font.MeasureText(letters.Drawable(l)))) + TextPadding + 2;
        var top = options.ColumnHeaders.Count == 0 ? 0 : (int)TextSize + TextPadding;
        var width = left + grid.Columns * cellWidth + (grid.Columns - 1) * options.Gap;
        var height = top + grid.Rows * cellHeight + (grid.Rows - 1) * options.Gap;

        var canvas = new byte[checked(width * height * 4)];
        Array.Fill(canvas, (byte)255);
        for (var i = 0; i < grid.Images.Count; i++)
        {
            var x = left + i % grid.Columns * (cellWidth + options.Gap);
            var y = top + i / grid.Columns * (cellHeight + options.Gap);
            Copy(grid.Images[i], scale, canvas, width, x, y);
        }
        if (left + top > 0) Write(grid, font, letters, canvas, width, height, left, top, cellWidth, cellHeight);
        return grid.Images.All(i => i.Channels == 1) ? Gray(canvas, width, height) : Color(canvas, width, height);
    }

    static int AutomaticScale(ImageGrid grid)
    {
        int w = grid.Images[0].Width, fit = Math.Max(1, PreferredWidth / Math.Max(1, grid.Columns * w));
        return Math.Clamp((PreferredCell + w - 1) / w, 1, Math.Min(fit, MaximumScale));
    }

    static void Copy(PixelImage image, int scale, byte[] canvas, int canvasWidth, int left, int top)
    {
        var source = ImageTransform.ToChannels(image, 3).Pixels;
        for (var y = 0; y < image.Height; y++)
        {
            var row = canvas.AsSpan(((top + y * scale) * canvasWidth + left) * 4, image.Width * scale * 4);
            for (var x = 0; x < image.Width; x++)
            {
                var pixel = source.Slice((y * image.Width + x) * 3, 3);
                for (var s = 0; s < scale; s++)
                    pixel.CopyTo(row[((x * scale + s) * 4)..]);
            }
            for (var s = 1; s < scale; s++)
                row.CopyTo(canvas.AsSpan(((top + y * scale + s) * canvasWidth + left) * 4));
        }
    }

    static unsafe void Write(
        ImageGrid grid, SKFont font, Lettering letters, byte[] pixels,
        int width, int height, int left, int top, int cellWidth, int cellHeight)
    {
        fixed (byte* first = pixels)
        {
            using var surface =
                SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), (IntPtr)first, width * 4);
            using var paint = new SKPaint { Color = Ink, IsAntialias = true };
            for (var r = 0; r < grid.Options.RowLabels.Count; r++)
            {
                var middle = top + r * (cellHeight + grid.Options.Gap) + cellHeight / 2f;
                surface.Canvas.DrawText(
                    letters.Drawable(grid.Options.RowLabels[r]), left - TextPadding, middle + TextSize * 0.36f, SKTextAlign.Right,
                    font, paint);
            }
            for (var c = 0; c < grid.Options.ColumnHeaders.Count; c++)
            {
                var middle = left + c * (cellWidth + grid.Options.Gap) + cellWidth / 2f;
                surface.Canvas.DrawText(
                    letters.Drawable(grid.Options.ColumnHeaders[c]), middle, top - TextPadding, SKTextAlign.Center, font, paint);
            }
            surface.Flush();
        }
    }

    static PixelImage Gray(byte[] rgba, int width, int height)
    {
        var gray = new byte[width * height];
        for (var i = 0; i < gray.Length; i++) gray[i] = rgba[4 * i];
        return new PixelImage(width, height, 1, gray);
    }

    static PixelImage Color(byte[] rgba, int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (int i = 0, o = 0; i < rgba.Length; i += 4, o += 3)
            (rgb[o], rgb[o + 1], rgb[o + 2]) = (rgba[i], rgba[i + 1], rgba[i + 2]);
        return new PixelImage(width, height, 3, rgb);
    }
}
