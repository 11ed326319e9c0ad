namespace Reining.Models;

/// <summary>Where the means of the mixture's components lie; all pairs are equally far apart, √2.</summary>
public enum ComponentPlacement
{
    /// <summary>Mean k is the k-th unit vector; needs as many dimensions as classes.</summary>
    OneHot,

    /// <summary>The corners of a regular simplex about zero; needs one dimension less.</summary>
    Simplex,
}
