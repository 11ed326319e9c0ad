namespace Reining.Images;

/// <summary>
/// How an image is brought to another size. Distances between image sets depend on it (Parmar, Zhang and Zhu, "On aliased resizing and
/// surprising subtleties in GAN evaluation", CVPR 2022), so it is stated wherever a size is changed. All filters widen with the scale when
/// they shrink, as Pillow's do: no pixel of the source is skipped.
/// </summary>
public enum ResizeFilter
{
    /// <summary>Triangle of radius 1: Pillow's <c>BILINEAR</c>, and the default of SciPy's <c>imresize</c> with which CelebA
    /// was brought to 64×64.</summary>
    Bilinear,

    /// <summary>Keys's cubic with a = −½, radius 2: Pillow's <c>BICUBIC</c>.</summary>
    Bicubic,

    /// <summary>Windowed sinc, radius 3: Pillow's <c>LANCZOS</c>.</summary>
    Lanczos,
}
