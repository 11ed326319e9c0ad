namespace Reining.Chapters.Inversion;

/// <summary>How an encoder is fitted to a GAN that is finished.</summary>
public enum EncoderKind
{
    /// <summary>On made images and their codes: ‖e(G(w)) − w‖².</summary>
    LatentRegressor,

    /// <summary>On real images, in pixels through the frozen generator: ‖G(e(x)) − x‖².</summary>
    RealImages,

    /// <summary>A head on the discriminator's frozen features, on made images and their codes.</summary>
    FeatureHead,
}
