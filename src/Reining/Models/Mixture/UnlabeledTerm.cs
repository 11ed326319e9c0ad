namespace Reining.Models;

/// <summary>What an image without a label pays for the place of its code (fact sheet robust-gmvae.md §2.2).</summary>
public enum UnlabeledTerm
{
    /// <summary>−ln Σ p(y) exp(−KL): all components, weighted by how near they are.</summary>
    Soft,

    /// <summary>min KL − ln p(y): the nearest component alone.</summary>
    Hard,
}
