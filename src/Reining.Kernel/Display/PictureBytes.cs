namespace Reining.Kernel.Display;

/// <summary>Encoded pictures among byte arrays.</summary>
static class PictureBytes
{
    /// <summary>The MIME type of a PNG, JPEG or GIF; null if the bytes are none.</summary>
    public static string? Type(byte[] bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        _ => null,
    };

    public static string Text(byte[] bytes, string mimeType) =>
        $"{mimeType["image/".Length..].ToUpperInvariant()} picture, {bytes.Length} bytes";

    public static string Html(string mimeType, string base64, string text) =>
        $"<img alt=\"{System.Net.WebUtility.HtmlEncode(text)}\" src=\"data:{mimeType};base64,{base64}\">";
}
