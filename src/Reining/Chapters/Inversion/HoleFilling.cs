using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>Fills a square hole of 10×10 pixels in the middle of digits (N, 1, 28, 28); what is visible is pasted back.</summary>
/// <param name="system">Infers codes, though it was not trained on images with holes.</param>
/// <param name="steps">Gradient steps on codes, on visible pixels alone.</param>
public sealed class HoleFilling(InversionSystem system, int steps)
{
    const int From = 9, Side = 10;

    /// <summary>1 where a pixel is visible, (1, 1, 28, 28).</summary>
    public static Tensor Visible()
    {
        var visible = ones(1, 1, 28, 28);
        using var scope = NewDisposeScope();
        visible.narrow(2, From, Side).narrow(3, From, Side).zero_();
        return visible;
    }

    /// <summary>
    /// The digits filled in several ways, by the way's key: masked, inferred, inferred and searched, random and searched.
    /// </summary>
    /// <param name="images">(N, 1, 28, 28), whole; the hole is cut here.</param>
    /// <param name="random">Codes (N, d) to start a search from.</param>
    public Dictionary<string, Tensor> Fill(Tensor images, Tensor random)
    {
        ArgumentNullException.ThrowIfNull(images);
        var visible = Visible();
        var masked = images * visible;
        var inferred = system.CodesOf(masked);
        var search = new LatentSearch(system.Make);
        Tensor Searched(Tensor start) => system.ImagesOf(search.Run(masked, start, [steps], visible)[0]);
        return new()
        {
            [InversionKeys.Masked] = masked,
            [InversionKeys.Inferred] = Pasted(images, system.ImagesOf(inferred)),
            [InversionKeys.InferredSearch] = Pasted(images, Searched(inferred)),
            [InversionKeys.RandomSearch] = Pasted(images, Searched(random)),
        };
    }

    /// <summary>Visible pixels of the images, the hole of the others.</summary>
    public static Tensor Pasted(Tensor images, Tensor others)
    {
        var visible = Visible();
        return images * visible + others * (1 - visible);
    }

    /// <summary>Mean squared error inside the hole.</summary>
    public static double ErrorInside(Tensor images, Tensor others)
    {
        using var scope = NewDisposeScope();
        Tensor Hole(Tensor x) => x.narrow(2, From, Side).narrow(3, From, Side).to(float64);
        return (Hole(images) - Hole(others)).square().mean().item<double>();
    }
}
