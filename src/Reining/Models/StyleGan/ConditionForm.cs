namespace Reining.Models;

/// <summary>How a <see cref="StyleGenerator"/> and a <see cref="StyleDiscriminator"/> are told what to show.</summary>
public enum ConditionForm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By images that lie pixel on pixel with the result: GIF's way.</summary>
    Images,

    /// <summary>By a vector that is a part of the style; the discriminator sees it as constant maps beside the image (V1).</summary>
    VectorAsStyle,

    /// <summary>By a vector that enters the mapping network; the discriminator takes a product with it (V2, as StyleGAN2-ADA).</summary>
    VectorInMapping,

    /// <summary>By a vector whose linear map is tiled to constant images, which then go GIF's way (V3).</summary>
    VectorTiled,
}
