using System.Net;

namespace Reining.Display;

/// <summary>Pictures of which a slider shows one: HTML that needs no network and no widget protocol.</summary>
internal static class PictureSlider
{
    const string Choose =
        "var b=this.parentNode.parentNode,v=this.value;" +
        "b.querySelectorAll('figure').forEach(function(f,i){f.style.display=i==v?'block':'none'})";

    /// <summary>A piece of a page.</summary>
    /// <param name="label">What the slider changes.</param>
    /// <param name="frames">Caption and PNG of each position.</param>
    /// <param name="start">Position that is shown first.</param>
    public static string Html(string label, IReadOnlyList<(string Caption, byte[] Png)> frames, int start = 0) =>
        $"<div><label>{WebUtility.HtmlEncode(label)} <input type=\"range\" min=\"0\" max=\"{frames.Count - 1}\" " +
        $"value=\"{start}\" oninput=\"{Choose}\"></label>{string.Concat(frames.Select((f, i) => Frame(label, f, i == start)))}</div>";

    /// <summary>One line for text-only readers.</summary>
    public static string Text(string label, IReadOnlyList<string> captions) =>
        $"Slider: {label}, {captions.Count} positions from {captions[0]} to {captions[^1]}";

    static string Frame(string label, (string Caption, byte[] Png) frame, bool shown)
    {
        var caption = WebUtility.HtmlEncode(frame.Caption);
        return $"<figure style=\"display:{(shown ? "block" : "none")};margin:0\">" +
            $"<img alt=\"{WebUtility.HtmlEncode(label)}: {caption}\" src=\"data:image/png;base64,{Convert.ToBase64String(frame.Png)}\">" +
            $"<figcaption>{caption}</figcaption></figure>";
    }
}
