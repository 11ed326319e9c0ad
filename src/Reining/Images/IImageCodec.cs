namespace Reining.Images;

/// <summary>The one seam to the image library.</summary>
internal interface IImageCodec
{
    /// <summary>Losslessly encodes gray, color or color with alpha.</summary>
    byte[] EncodePng(PixelImage image);

    /// <summary>Decodes PNG or JPEG; null when the bytes are neither or are damaged.</summary>
    PixelImage? Decode(byte[] bytes);
}
